import type { Room } from "@/server/collab/room";
import { newId } from "@/lib/ids";
import { observeInputs } from "@/lib/notebook/inputs";
import { observeCells } from "@/lib/notebook/observe";
import { FollowSetting } from "@/lib/notebook/run-settings";
import { QuireError } from "@/lib/protocol/errors";
import type { SharedCommand, SharedOrder, SharedState, ViewAnswer } from "@/lib/protocol/shared-session";
import type { App } from "@/server/app";
import { sharedNotebook } from "./shared-notebook";

/** Edits gather for so long before the session is told of them. */
const GATHER_MS = 60;
const VIEW_MS = 30_000;
/** Of so many commands it is known who gave them. */
const KNOWN_COMMANDS = 1000;

export interface SharedPlace {
  jobId: string;
  notebookId: string;
  idleMinutes: number;
}

interface Asked {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const away = () =>
  new QuireError("UNAVAILABLE", "The shared session's worker cannot be reached now. Try again in a moment.");

/** A shared session between the people who use it and the worker that holds its kernel. It keeps nothing that the worker does not know. */
export class LiveSharedSession {
  #state: SharedState | null = null;
  /** Who reads the orders now: the worker, on its newest connection. */
  #reader: { room: Room } | null = null;
  #notebookTimer: NodeJS.Timeout | undefined;
  #usedAt = Date.now();
  readonly #askedBy = new Map<string, string>();
  readonly #views = new Map<string, Asked>();

  constructor(
    private readonly app: Pick<App, "events" | "rooms">,
    readonly place: SharedPlace,
  ) {}

  /** Nothing runs, and nobody has used it for its time. */
  isIdle(now: number): boolean {
    return !(this.#state && isBusy(this.#state)) && now - this.#usedAt >= this.place.idleMinutes * 60_000;
  }

  /** Null while nothing is heard of its kernel. */
  get state(): SharedState | null {
    return this.#reader ? this.#state : null;
  }

  /** What the worker is to do, beginning with the notebook. While somebody reads, the session can be used. */
  async *orders(signal: AbortSignal): AsyncGenerator<SharedOrder> {
    const { room, release } = await this.app.rooms.acquire(this.place.notebookId);
    const end = new AbortController();
    const heard = this.app.events.subscribe("order", this.place.jobId, AbortSignal.any([signal, end.signal]));
    const soon = () => (this.#notebookTimer ??= setTimeout(() => this.#tellNotebook(), GATHER_MS));
    const stops = [
      observeCells(room.doc, soon),
      new FollowSetting(room.doc).subscribe(soon),
      observeInputs(room.doc, ({ cell, key }, value) => {
        const command = {
          type: "input",
          ref: { cell, key, shared: true },
          value: value ?? null,
          press: false,
        } as const;
        this.#order({ type: "command", id: newId(), command });
      }),
    ];
    const reader = { room };
    this.#reader = reader;
    this.#state = null;
    try {
      yield { type: "notebook", notebook: sharedNotebook(room.doc) };
      yield* heard;
    } finally {
      end.abort();
      for (const stop of stops) stop();
      release();
      // A worker that came back may read already, while its broken connection is still being closed.
      if (this.#reader === reader) this.#leave();
    }
  }

  #leave(): void {
    this.#reader = null;
    clearTimeout(this.#notebookTimer);
    this.#notebookTimer = undefined;
    for (const asked of this.#views.values()) asked.reject(away());
    this.#changed();
  }

  /** The worker says how kernel and cells stand. */
  tell(state: SharedState): void {
    this.#state = state;
    if (isBusy(state)) this.#use();
    this.#changed();
  }

  /** Throws UNAVAILABLE where no worker would hear it. */
  command(userId: string, command: SharedCommand): void {
    if (!this.#reader) throw away();
    this.#use();
    const id = newId();
    this.#askedBy.set(id, userId);
    for (const old of this.#askedBy.keys()) if (this.#askedBy.size > KNOWN_COMMANDS) this.#askedBy.delete(old);
    // What is run is what stands in the document by now.
    if (this.#notebookTimer !== undefined) this.#tellNotebook();
    this.#order({ type: "command", id, command });
  }

  /** Who gave the command. */
  whoAsked(commandId: string): string | undefined {
    return this.#askedBy.get(commandId);
  }

  /** Asks the kernel of a value of its. */
  async view(name: string, input: unknown): Promise<unknown> {
    if (!this.#reader) throw away();
    this.#use();
    const id = newId();
    const timer = setTimeout(() => this.#views.get(id)?.reject(away()), VIEW_MS);
    try {
      return await new Promise((resolve, reject) => {
        this.#views.set(id, { resolve, reject });
        this.#order({ type: "view", id, name, input });
      });
    } finally {
      clearTimeout(timer);
      this.#views.delete(id);
    }
  }

  answer(answer: ViewAnswer): void {
    const asked = this.#views.get(answer.id);
    if (answer.ok) asked?.resolve(answer.value);
    else asked?.reject(new QuireError(answer.code, answer.message));
  }

  close(): void {
    this.#leave();
  }

  #tellNotebook(): void {
    clearTimeout(this.#notebookTimer);
    this.#notebookTimer = undefined;
    if (this.#reader) this.#order({ type: "notebook", notebook: sharedNotebook(this.#reader.room.doc) });
  }

  #order(order: SharedOrder): void {
    this.app.events.publish("order", this.place.jobId, order);
  }

  #changed(): void {
    this.app.events.publish("session", this.place.notebookId, { changed: true });
  }

  #use(): void {
    this.#usedAt = Date.now();
  }
}

const isBusy = ({ kernel, cells }: SharedState): boolean =>
  kernel.status === "busy" || kernel.status === "stopping" || cells.some(({ status }) => status !== "idle");
