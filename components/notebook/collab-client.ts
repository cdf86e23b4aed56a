import * as decoding from "lib0/decoding";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { z } from "zod";
import { closeCodes, type Hello, helloSchema, messageTypes, storageSchema } from "@/lib/collab/protocol";
import { type CellSource, readSources } from "@/lib/notebook/doc";
import { countingSocket } from "./counting-socket";

/** Why the server sent this client away for good; the person must do something. */
export type ClosedReason = "historyChanged" | "signedOut" | "forbidden" | "gone" | "refused";

export interface CollabState {
  connection: "connecting" | "connected" | "offline" | "closed";
  /** The document has been read at least once: before that it looks empty and is not. */
  loaded: boolean;
  /** `saved`: all edits made here are committed on the server. `unsaved`: some are, for now, only here. */
  saved: "saved" | "saving" | "unsaved";
  /** Why the server cannot store edits for now, and what to do. They are kept here meanwhile. */
  trouble: string | null;
  readOnly: boolean;
  /** Set when `connection` is `closed`. With `historyChanged` the document here lives on as a fork to copy from. */
  closed: { reason: ClosedReason; message: string } | null;
}

/** A person with the notebook open; one entry a tab. */
export interface Presence {
  clientId: number;
  user: Hello["user"];
  isMe: boolean;
  /** The cell they are in. */
  cell: string | null;
}

/** Where a person's selection is, as relative positions in the cell's text. */
export interface SharedSelection {
  cellId: string;
  anchor: unknown;
  head: unknown;
}

const stateSchema = z.object({
  user: z.object({ id: z.string(), name: z.string(), color: z.string() }),
  cell: z.string().nullish(),
  selection: z.object({ cellId: z.string(), anchor: z.unknown(), head: z.unknown() }).nullish(),
});

interface Options {
  /** `ws(s)://host/sockets/collab` */
  url: string;
  notebookId: string;
  historyId: string;
  user: Hello["user"];
  /** For programs without a global one. */
  WebSocket?: typeof WebSocket;
  /** Longest pause between tries to connect again. */
  maxBackoffTime?: number;
}

const reasons: Record<number, ClosedReason> = {
  [closeCodes.otherHistory]: "historyChanged",
  [closeCodes.signedOut]: "signedOut",
  [closeCodes.forbidden]: "forbidden",
  [closeCodes.gone]: "gone",
};

/**
 * A notebook's shared document on this side: the Y.Doc, its connection, whether edits are committed, and who else is here.
 * Lives outside React; `subscribe` and `getSnapshot` fit useSyncExternalStore.
 */
export class CollabClient {
  readonly doc = new Y.Doc();
  readonly provider: WebsocketProvider;
  readonly #listeners = new Set<() => void>();
  readonly #peopleListeners = new Set<() => void>();
  #state: CollabState = {
    connection: "connecting",
    loaded: false,
    saved: "saved",
    trouble: null,
    readOnly: false,
    closed: null,
  };
  #people: readonly Presence[] = [];
  /** Updates sent on the present socket, and whether all older edits went out on it too (as the answer to the server). */
  #sent = 0;
  #answered = false;
  /** Counts edits made here; those up to `#sentEdits` left on the present socket, those up to `#savedEdits` are committed. */
  #edits = 0;
  #sentEdits = 0;
  #savedEdits = 0;

  constructor(readonly options: Options) {
    const { url, notebookId, historyId, user, maxBackoffTime = 2500 } = options;
    this.doc.on("update", (_update: Uint8Array, origin: unknown) => origin !== this.provider && this.#onLocalEdit());
    this.provider = new WebsocketProvider(url, notebookId, this.doc, {
      params: { history: historyId },
      disableBc: true,
      maxBackoffTime,
      WebSocketPolyfill: countingSocket(options.WebSocket ?? WebSocket, {
        onSocketMade: () => {
          this.#sent = 0;
          this.#answered = false;
        },
        onUpdateSent: (isAnswer) => {
          this.#sent++;
          this.#sentEdits = this.#edits;
          this.#answered ||= isAnswer;
        },
        wantsAwareness: (clientIds) => clientIds.includes(this.doc.clientID),
      }),
    });
    this.provider.awareness.setLocalState({ user });
    this.#listen();
  }

  #listen(): void {
    const { provider } = this;
    provider.messageHandlers[messageTypes.saved] = (_encoder, decoder) => this.#onSaved(decoding.readVarUint(decoder));
    provider.messageHandlers[messageTypes.storage] = (_encoder, decoder) =>
      this.#set({ trouble: storageSchema.parse(JSON.parse(decoding.readVarString(decoder))).trouble });
    provider.messageHandlers[messageTypes.hello] = (_encoder, decoder) =>
      this.#onHello(decoding.readVarString(decoder));
    provider.on("status", ({ status }) => this.#onStatus(status));
    provider.on("sync", (synced: boolean) => synced && this.#set({ loaded: true }));
    provider.on("closed", ({ code, reason }) =>
      this.#set({ connection: "closed", closed: { reason: reasons[code] ?? "refused", message: reason } }),
    );
    provider.awareness.on("change", () => this.#onPeople());
  }

  /** A connection that was lost stays lost in words until it is back, however often it is tried. */
  #onStatus(status: "connected" | "connecting" | "disconnected"): void {
    if (status === "connecting" && this.#state.connection === "offline") return;
    this.#set({ connection: status === "disconnected" ? "offline" : status });
  }

  #onHello(json: string): void {
    const hello = helloSchema.parse(JSON.parse(json));
    // Said right after, if there is any.
    this.#set({ readOnly: hello.readOnly, trouble: null });
  }

  #onLocalEdit(): void {
    this.#edits++;
    this.#set({});
  }

  /**
   * All edits are committed when every update that left on this socket is, provided that the first of them told the server
   * all that it did not have.
   */
  #onSaved(count: number): void {
    if (!this.#answered || count !== this.#sent) return;
    this.#savedEdits = this.#sentEdits;
    this.#set({});
  }

  #savedState({ connection, trouble }: CollabState): CollabState["saved"] {
    if (this.#savedEdits === this.#edits) return "saved";
    return connection === "connected" && trouble === null ? "saving" : "unsaved";
  }

  #set(change: Partial<CollabState>): void {
    const next = { ...this.#state, ...change };
    next.saved = this.#savedState(next);
    const same = (Object.keys(next) as (keyof CollabState)[]).every((key) => next[key] === this.#state[key]);
    // Offline is where y-websocket puts a socket that was closed for good, and where it goes between two tries.
    if (same || (this.#state.closed && next.connection !== "closed" && !change.closed)) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Resolves when all that was written here is committed on the server. */
  async saved(): Promise<void> {
    if (this.#state.saved === "saved") return;
    await new Promise<void>((resolve) => {
      const stop = this.subscribe(() => {
        if (this.#state.saved !== "saved") return;
        stop();
        resolve();
      });
    });
  }

  readonly getSnapshot = (): CollabState => this.#state;

  #onPeople(): void {
    const people: Presence[] = [];
    for (const [clientId, raw] of this.provider.awareness.getStates()) {
      const state = stateSchema.safeParse(raw);
      if (!state.success) continue;
      people.push({
        clientId,
        user: state.data.user,
        isMe: clientId === this.doc.clientID,
        cell: state.data.cell ?? null,
      });
    }
    people.sort((a, b) => Number(b.isMe) - Number(a.isMe) || a.clientId - b.clientId);
    if (JSON.stringify(people) === JSON.stringify(this.#people)) return;
    this.#people = people;
    for (const listener of this.#peopleListeners) listener();
  }

  /** Everyone who is here and the cells they are in; moves of cursors inside a cell do not change it. */
  readonly subscribePeople = (listener: () => void): (() => void) => {
    this.#peopleListeners.add(listener);
    return () => this.#peopleListeners.delete(listener);
  };

  readonly getPeople = (): readonly Presence[] => this.#people;

  /** Tells the others which cell this person is in. */
  setCell(cellId: string | null): void {
    this.provider.awareness.setLocalStateField("cell", cellId);
  }

  setSelection(selection: SharedSelection | null): void {
    this.provider.awareness.setLocalStateField("selection", selection);
  }

  /** Calls the listener with each change of the selections in that cell; returns what ends it. */
  observeSelections(
    cellId: string,
    listener: (selections: { clientId: number; user: Hello["user"]; selection: SharedSelection }[]) => void,
  ): () => void {
    const tell = () => listener(this.selectionsIn(cellId));
    this.provider.awareness.on("change", tell);
    tell();
    return () => this.provider.awareness.off("change", tell);
  }

  /** Other people's selections in that cell. */
  selectionsIn(cellId: string): { clientId: number; user: Hello["user"]; selection: SharedSelection }[] {
    return [...this.provider.awareness.getStates()].flatMap(([clientId, raw]) => {
      const { data } = stateSchema.safeParse(raw);
      if (clientId === this.doc.clientID || data?.selection?.cellId !== cellId) return [];
      const { anchor, head } = data.selection;
      return [{ clientId, user: data.user, selection: { cellId, anchor, head } }];
    });
  }

  /** The cells as they are here, to copy from after the history changed. */
  forkCells(): CellSource[] {
    return readSources(this.doc);
  }

  /** Tries again after the server sent this client away, when the person did what was needed. */
  reconnect(): void {
    if (this.#state.closed?.reason === "historyChanged") return;
    this.#state = { ...this.#state, closed: null };
    this.provider.connect();
  }

  destroy(): void {
    this.provider.destroy();
    this.doc.destroy();
    this.#listeners.clear();
    this.#peopleListeners.clear();
  }
}
