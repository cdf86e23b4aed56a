import type { Logger } from "pino";
import type * as Y from "yjs";
import type { Hello } from "@/lib/collab/protocol";
import { type CellSource, readSources } from "@/lib/notebook/doc";
import { QuireError } from "@/lib/protocol/errors";
import type { Database } from "@/server/db/database";
import { DatabaseLog, type NotebookLog } from "./log";
import { defaultLimits, Room, type RoomLimits, ServerEdit, type TryUpdate } from "./room";
import { Trials } from "./trial";

interface Entry {
  room: Promise<Room>;
  /** How many need the room now: connections, and server code that reads or edits. */
  holders: number;
  idle: NodeJS.Timeout | null;
}

export interface RoomLease {
  room: Room;
  release: () => void;
}

interface Options {
  log: Logger;
  db?: Database;
  /** In place of the database's. */
  store?: NotebookLog;
  limits?: Partial<RoomLimits>;
  /** In place of processes. */
  tryUpdate?: TryUpdate;
  /** How long a room that nobody needs stays in memory. */
  idleMs?: number;
}

/** All living rooms. One is loaded when first needed and let go when nobody has needed it for a while. */
export class Rooms {
  readonly #entries = new Map<string, Entry>();
  readonly #store: NotebookLog;
  readonly #log: Logger;
  readonly #limits: RoomLimits;
  readonly #idleMs: number;
  readonly #trials = new Trials();
  readonly #tryUpdate: TryUpdate;
  #closed = false;

  constructor({ db, store, log, limits, tryUpdate, idleMs = 30_000 }: Options) {
    const chosen = store ?? (db && new DatabaseLog(db));
    if (!chosen) throw new Error("rooms need a database or a log");
    this.#store = chosen;
    this.#log = log;
    this.#limits = { ...defaultLimits, ...limits };
    this.#tryUpdate = tryUpdate ?? ((trial) => this.#trials.try(trial));
    this.#idleMs = idleMs;
  }

  /** Rooms in memory. */
  get size(): number {
    return this.#entries.size;
  }

  /** The notebook's room, which stays until released. Whether the notebook may be opened is the caller's to know. */
  async acquire(notebookId: string): Promise<RoomLease> {
    if (this.#closed) throw new QuireError("UNAVAILABLE", "The server is stopping. Try again in a moment.");
    const entry = this.#entries.get(notebookId) ?? this.#load(notebookId);
    if (entry.idle) clearTimeout(entry.idle);
    entry.idle = null;
    // Counted before the first await: a room that someone is waiting for is never let go.
    entry.holders++;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      this.#release(notebookId, entry);
    };
    try {
      return { room: await entry.room, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  #load(notebookId: string): Entry {
    const forget = () => {
      if (this.#entries.get(notebookId) === entry) this.#entries.delete(notebookId);
    };
    const room = Room.load(notebookId, this.#store, this.#log, this.#limits, this.#tryUpdate, forget);
    const entry: Entry = { room, holders: 0, idle: null };
    room.catch(forget);
    this.#entries.set(notebookId, entry);
    return entry;
  }

  #release(notebookId: string, entry: Entry): void {
    entry.holders--;
    if (entry.holders > 0 || this.#entries.get(notebookId) !== entry) return;
    entry.idle = setTimeout(() => void this.#evict(notebookId, entry), this.#idleMs);
    entry.idle.unref();
  }

  /** Lets go only of a room that nobody asked for while its last edits were committed. */
  async #evict(notebookId: string, entry: Entry): Promise<void> {
    const room = await entry.room.catch(() => null);
    await room?.flushed();
    if (entry.holders > 0 || this.#entries.get(notebookId) !== entry) return;
    this.#entries.delete(notebookId);
    room?.destroy();
  }

  /** The notebook's cells, as they are now. */
  read(notebookId: string): Promise<CellSource[]> {
    return this.look(notebookId, readSources);
  }

  /** Reads of the document, as it is now, what `read` takes from it. */
  async look<T>(notebookId: string, read: (doc: Y.Doc) => T): Promise<T> {
    const { room, release } = await this.acquire(notebookId);
    try {
      return read(room.doc);
    } finally {
      release();
    }
  }

  /** Edits the document as the server, in a person's name; resolves when that is committed. */
  async edit<T>(notebookId: string, userId: string | null, change: (doc: Y.Doc) => T): Promise<T> {
    const { room, release } = await this.acquire(notebookId);
    try {
      if (!room.isOpen) throw new QuireError("UNAVAILABLE", "The notebook is being closed. Try again in a moment.");
      const result = room.doc.transact(() => change(room.doc), new ServerEdit(userId));
      await room.stored();
      if (room.hasFailed) throw new QuireError("UNAVAILABLE", "The edit could not be stored. Try again in a moment.");
      return result;
    } finally {
      release();
    }
  }

  /** Resolves when what came in for the notebook so far is committed. */
  async settled(notebookId: string): Promise<void> {
    const room = await this.#entries.get(notebookId)?.room;
    await room?.flushed();
  }

  /** Who has the notebook open now. */
  async people(notebookId: string): Promise<Hello["user"][]> {
    const entry = this.#entries.get(notebookId);
    return entry ? (await entry.room).people() : [];
  }

  /** Sends everyone in a notebook away, with all their edits committed. */
  async expel(notebookId: string, code: number, reason: string): Promise<void> {
    const entry = this.#entries.get(notebookId);
    if (!entry) return;
    // It stays in the list, refusing everyone, until its last edits are committed: a second room of the same log would miss them.
    await (await entry.room).close(code, reason);
    if (this.#entries.get(notebookId) === entry) this.#entries.delete(notebookId);
  }

  /** Commits and acknowledges everything, then closes every socket; clients come back when a server is there again. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#trials.close();
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const { idle } of entries) if (idle) clearTimeout(idle);
    const rooms = await Promise.all(entries.map((entry) => entry.room.catch(() => null)));
    await Promise.all(rooms.flatMap((room) => room?.close(1012, "The server is restarting.") ?? []));
  }
}
