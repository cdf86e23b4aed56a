import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as syncProtocol from "y-protocols/sync";
import * as Y from "yjs";
import { type Hello, messageTypes, storageSchema, syncTypes } from "@/lib/collab/protocol";
import type { LoadedLog, LogEntry, NotebookLog } from "./log";
import type { Peer, Room } from "./room";

/** A log in memory, whose commits can be told to fail. */
export class MemoryLog implements NotebookLog {
  readonly entries: LogEntry[] = [];
  snapshot: { upTo: number; state: Uint8Array } | null = null;
  failures = 0;
  /** While it is, each commit fails as PostgreSQL's do on a full disk. */
  isDiskFull = false;
  /** Awaited before each commit. */
  beforeCommit: () => Promise<void> = () => Promise.resolve();

  load(): Promise<LoadedLog> {
    const after = this.entries.slice(this.snapshot?.upTo ?? 0).map((entry) => entry.update);
    return Promise.resolve({
      updates: this.snapshot ? [this.snapshot.state, ...after] : after,
      sinceSnapshot: after.length,
    });
  }

  async append(_notebookId: string, entries: LogEntry[], snapshot: Uint8Array | null): Promise<void> {
    await this.beforeCommit();
    if (this.failures > 0) {
      this.failures--;
      throw new Error("the database is gone");
    }
    if (this.isDiskFull) throw Object.assign(new Error("could not extend file"), { code: "53100" });
    this.entries.push(...entries);
    if (snapshot) this.snapshot = { upTo: this.entries.length, state: snapshot };
  }
}

/** The document as the log alone tells it. */
export function replay(log: MemoryLog): Y.Doc {
  const doc = new Y.Doc();
  for (const { update } of log.entries) Y.applyUpdate(doc, update);
  return doc;
}

export const helloFor = (name: string, readOnly = false): Hello => ({
  historyId: "history",
  readOnly,
  user: { id: name, name, color: "#123456" },
});

/** A peer that keeps what it is sent, for tests that speak to a room directly. */
export class RecordingPeer implements Peer {
  readonly sent: Uint8Array[] = [];
  closed: { code: number; reason: string } | null = null;

  constructor(readonly hello: Hello) {}

  send(message: Uint8Array): void {
    this.sent.push(message);
  }

  close(code: number, reason: string): void {
    this.closed ??= { code, reason };
  }

  isPaused = false;

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  /** The greatest count of updates that the room called saved. */
  get saved(): number {
    return Math.max(0, ...this.sent.flatMap((message) => savedCount(message) ?? []));
  }
}

/** What the room last said of its storage; undefined when it never did. */
export function lastTrouble({ sent }: RecordingPeer): string | null | undefined {
  const last = sent.findLast((message) => message[0] === messageTypes.storage);
  if (!last) return undefined;
  const decoder = decoding.createDecoder(last);
  decoding.readVarUint(decoder);
  return storageSchema.parse(JSON.parse(decoding.readVarString(decoder))).trouble;
}

export function savedCount(message: Uint8Array): number | null {
  const decoder = decoding.createDecoder(message);
  return decoding.readVarUint(decoder) === messageTypes.saved ? decoding.readVarUint(decoder) : null;
}

/** A sync message as a client sends it. */
export const syncMessage = (kind: number, bytes: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageTypes.sync);
    encoding.writeVarUint(encoder, kind);
    encoding.writeVarUint8Array(encoder, bytes);
  });

/**
 * A client of the protocol over a link that a test drives: messages wait in both directions until it delivers them, and a
 * cut loses what is under way. Behaves as y-websocket's provider does.
 */
export class SimulatedClient {
  readonly doc = new Y.Doc();
  #link: Link | null = null;

  constructor(readonly name: string) {
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === this) return;
      this.unsaved = true;
      this.#link?.sendUpdate(syncMessage(syncTypes.update, update));
    });
  }

  /** There are edits that no commit is known to hold. */
  unsaved = false;

  get link(): Link | null {
    return this.#link;
  }

  connect(room: Room): void {
    this.cut();
    this.#link = new Link(this, room);
  }

  cut(): void {
    this.#link?.cut();
    this.#link = null;
  }

  receive(message: Uint8Array, link: Link): void {
    const decoder = decoding.createDecoder(message);
    const type = decoding.readVarUint(decoder);
    if (type === messageTypes.saved) return this.#onSaved(decoding.readVarUint(decoder), link);
    if (type !== messageTypes.sync) return;
    const reply = encoding.createEncoder();
    encoding.writeVarUint(reply, messageTypes.sync);
    const kind = syncProtocol.readSyncMessage(decoder, reply, this.doc, this);
    if (kind !== syncTypes.step1) return;
    link.answered = true;
    link.sendUpdate(encoding.toUint8Array(reply));
  }

  #onSaved(count: number, link: Link): void {
    if (link.answered && count === link.updatesSent) this.unsaved = false;
  }
}

/** One connection between a client and a room, in order, each way a queue. */
export class Link implements Peer {
  readonly hello: Hello;
  readonly toClient: Uint8Array[] = [];
  readonly toRoom: Uint8Array[] = [];
  updatesSent = 0;
  /** The client has told the room all that it had. */
  answered = false;
  closed = false;

  constructor(
    readonly client: SimulatedClient,
    readonly room: Room,
  ) {
    this.hello = helloFor(client.name);
    this.toRoom.push(syncMessage(syncTypes.step1, Y.encodeStateVector(client.doc)));
    room.join(this);
  }

  send(message: Uint8Array): void {
    if (!this.closed) this.toClient.push(message);
  }

  close(): void {
    this.closed = true;
  }

  pause(): void {}
  resume(): void {}

  sendUpdate(message: Uint8Array): void {
    if (this.closed) return;
    this.updatesSent++;
    this.toRoom.push(message);
  }

  deliverToRoom(): void {
    const message = this.toRoom.shift();
    if (message && !this.closed) this.room.receive(this, message);
  }

  deliverToClient(): void {
    const message = this.toClient.shift();
    if (message) this.client.receive(message, this);
  }

  cut(): void {
    this.closed = true;
    this.toClient.length = 0;
    this.toRoom.length = 0;
    this.room.leave(this);
  }
}
