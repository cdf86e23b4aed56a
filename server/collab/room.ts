import type { Logger } from "pino";
import * as Y from "yjs";
import { closeCodes, type Hello } from "@/lib/collab/protocol";
import { Caution, startWatch } from "./caution";
import { decode, type Decoded, isComplete, MalformedMessage, pendingBytes } from "./check-update";
import { type CommitLimits, Commits } from "./commits";
import type { NotebookLog } from "./log";
import {
  awarenessMessage,
  helloMessage,
  readMessage,
  savedMessage,
  step1Message,
  storageMessage,
  step2Message,
  updateMessage,
} from "./messages";
import { Presence, type PresenceOwner } from "./presence";
import type { Trial, Verdict } from "./trial";

/** One connection as the room sees it. No method throws; all do nothing once it is closed. */
export interface Peer {
  readonly hello: Hello;
  send(message: Uint8Array): void;
  close(code: number, reason: string): void;
  /** Reads nothing more from the client until `resume`; some messages may still be under way. */
  pause(): void;
  resume(): void;
}

export interface RoomLimits extends CommitLimits {
  maxDocumentBytes: number;
  /** Of edits that wait to be committed, and of edits whose ground is missing. */
  maxWaitingBytes: number;
}

export const defaultLimits: RoomLimits = {
  snapshotEvery: 500,
  maxDocumentBytes: 64 * 1024 * 1024,
  maxWaitingBytes: 16 * 1024 * 1024,
  retryDelays: [50, 150, 500, 1500],
  noSpaceDelay: 3000,
};

/** At most 123 bytes, as a reason for closing. */
const TOO_MUCH =
  "An edit made here is too large or intricate for the server. Copy the cells, reload, and edit in smaller steps.";

/** Tries an update on a copy of a document: see trial.ts. */
export type TryUpdate = (trial: Trial) => Promise<Verdict>;

/** Whole-state answers are the dearest message: a client needs one a connection. */
const MAX_STEP1 = 20;

class Connection implements PresenceOwner {
  clientId: number | null = null;
  /** Updates that came from it, and how many of them it knows to be committed. */
  received = 0;
  saved = 0;
  step1s = 0;
  /** While an update of it is tried, what it sends after waits here, in order. */
  waiting: Uint8Array[] | null = null;

  constructor(readonly peer: Peer) {}

  get user() {
    return this.peer.hello.user;
  }
}

/**
 * One notebook's living document and the people in it. Edits go to the others at once, and to the log with the next commit;
 * a client hears that an edit is saved only after that commit. On a full disk the room says so, keeps what it has and tries again.
 * A room whose commits fail for another reason, and for good, forgets everything and sends its clients away: they come back
 * with their edits to a room loaded anew from the log.
 */
export class Room {
  readonly doc = new Y.Doc();
  readonly #connections = new Map<Peer, Connection>();
  readonly #presence: Presence;
  readonly #commits: Commits;
  #paused = false;
  /** The update being applied may bring in others' kept aside ones, which its sender may not have. */
  #resolvesPending = false;
  #toAcknowledge = new Set<Connection>();
  readonly #caution = new Caution();
  readonly #trials = new Set<Promise<void>>();
  #documentBytes: number;
  #failed = false;
  #closing = false;

  private constructor(
    readonly notebookId: string,
    readonly store: NotebookLog,
    readonly log: Logger,
    readonly limits: RoomLimits,
    readonly tryUpdate: TryUpdate,
    loaded: Awaited<ReturnType<NotebookLog["load"]>>,
    readonly onFailed: () => void,
  ) {
    for (const update of loaded.updates) Y.applyUpdate(this.doc, update);
    this.#documentBytes = loaded.updates.reduce((sum, update) => sum + update.byteLength, 0);
    this.#commits = new Commits(
      { notebookId, store, log, limits, sinceSnapshot: loaded.sinceSnapshot },
      {
        snapshot: () => Y.encodeStateAsUpdate(this.doc),
        isAwaited: () => this.#toAcknowledge.size > 0,
        begin: () => this.#beginCommit(),
        trouble: (trouble) => this.#broadcast(storageMessage({ trouble })),
        failed: () => this.#fail(),
      },
    );
    this.doc.on("update", (update: Uint8Array, origin: unknown) => this.#onUpdate(update, origin));
    this.#presence = new Presence(this.doc, (update) => this.#broadcast(awarenessMessage(update)));
  }

  static async load(
    notebookId: string,
    store: NotebookLog,
    log: Logger,
    limits: RoomLimits,
    tryUpdate: TryUpdate,
    onFailed: () => void,
  ): Promise<Room> {
    return new Room(notebookId, store, log, limits, tryUpdate, await store.load(notebookId), onFailed);
  }

  /** Everyone who is connected, once each. */
  people(): Hello["user"][] {
    return [...new Map([...this.#connections.keys()].map((peer) => [peer.hello.user.id, peer.hello.user])).values()];
  }

  join(peer: Peer): void {
    if (!this.isOpen) return peer.close(closeCodes.unavailable, "The server is restarting this notebook.");
    this.#connections.set(peer, new Connection(peer));
    if (this.#paused) peer.pause();
    peer.send(helloMessage(peer.hello));
    // A reader is not asked for what it has: its answer would be an edit.
    if (!peer.hello.readOnly) peer.send(step1Message(Y.encodeStateVector(this.doc)));
    const { trouble } = this.#commits;
    if (trouble !== null) peer.send(storageMessage({ trouble }));
    const everyone = this.#presence.everyone();
    if (everyone) peer.send(awarenessMessage(everyone));
  }

  leave(peer: Peer): void {
    const connection = this.#connections.get(peer);
    if (!connection) return;
    this.#connections.delete(peer);
    this.#toAcknowledge.delete(connection);
    this.#presence.leave(connection);
  }

  /** Takes a message from a client. A malformed or forbidden one closes that client's socket and nothing else. */
  receive(peer: Peer, message: Uint8Array): void {
    const connection = this.#connections.get(peer);
    if (!connection || !this.isOpen) return;
    if (connection.waiting) return void connection.waiting.push(message);
    this.#guard(connection, () => this.#handle(connection, message));
  }

  #guard(connection: Connection, act: () => void): void {
    try {
      act();
    } catch (error) {
      const malformed = error instanceof MalformedMessage;
      this.log[malformed ? "info" : "error"](
        { notebookId: this.notebookId, userId: connection.user.id, err: error },
        "collaboration message refused",
      );
      this.#expel(connection.peer, closeCodes.malformed, "The server could not read a message.");
      // An exception out of Yjs may have left half an update behind: nobody should build on that.
      if (!malformed) this.#fail();
    }
  }

  #handle(connection: Connection, message: Uint8Array): void {
    const parsed = readMessage(message);
    if (parsed.type === "awareness") this.#presence.receive(connection, parsed.update);
    else if (parsed.type === "queryAwareness") this.#sendEveryone(connection.peer);
    else if (parsed.type === "step1") this.#answerStep1(connection, parsed.stateVector);
    else this.#applyUpdate(connection, parsed.update);
  }

  #sendEveryone(peer: Peer): void {
    const everyone = this.#presence.everyone();
    if (everyone) peer.send(awarenessMessage(everyone));
  }

  #answerStep1(connection: Connection, stateVector: Uint8Array): void {
    if (++connection.step1s > MAX_STEP1) throw new MalformedMessage("too many requests for the whole state");
    let state;
    try {
      state = Y.encodeStateAsUpdate(this.doc, stateVector);
    } catch (cause) {
      throw new MalformedMessage("a state vector that cannot be decoded", { cause });
    }
    connection.peer.send(step2Message(state));
  }

  #applyUpdate(connection: Connection, update: Uint8Array): void {
    const { peer } = connection;
    if (peer.hello.readOnly)
      return this.#expel(peer, closeCodes.forbidden, "You may read this notebook, not change it.");
    if (this.#documentBytes + update.byteLength > this.limits.maxDocumentBytes)
      return this.#expel(peer, closeCodes.tooLarge, "The notebook is too large to take more edits.");
    if (this.#caution.isLarge(this.doc, connection.user.id, update)) return this.#tryFirst(connection, update);
    const watch = startWatch();
    const decoded = decode(update);
    if (this.#caution.isIntricate(decoded)) this.#tryFirst(connection, update);
    else this.#applyDecoded(connection, update, decoded);
    this.#caution.note(connection.user.id, watch());
  }

  /** Others go on meanwhile; this client's next messages wait. */
  #tryFirst(connection: Connection, update: Uint8Array): void {
    connection.waiting = [];
    connection.peer.pause();
    const isWanted = () => this.#connections.has(connection.peer) && this.isOpen;
    const trial = this.tryUpdate({ state: () => Y.encodeStateAsUpdate(this.doc), update, isWanted }).then((verdict) => {
      this.#trials.delete(trial);
      const waiting = connection.waiting ?? [];
      connection.waiting = null;
      if (!isWanted()) return;
      if (!this.#paused) connection.peer.resume();
      this.#take(connection, update, verdict);
      for (const message of waiting) this.receive(connection.peer, message);
    });
    this.#trials.add(trial);
  }

  #take(connection: Connection, update: Uint8Array, verdict: Verdict): void {
    const { user, peer } = connection;
    if (verdict !== "harmless") {
      this.log.warn({ notebookId: this.notebookId, userId: user.id, verdict }, "an update did not pass its trial");
      // The client still has the edit, and comes back with it.
      if (verdict === "unable")
        return this.#expel(peer, closeCodes.unavailable, "The server is too busy. Reconnecting.");
      return this.#expel(peer, closeCodes.malformed, TOO_MUCH);
    }
    this.#guard(connection, () => {
      const watch = startWatch();
      this.#applyDecoded(connection, update, decode(update));
      this.#caution.note(user.id, watch());
    });
  }

  #applyDecoded(connection: Connection, update: Uint8Array, decoded: Decoded): void {
    const complete = isComplete(this.doc, decoded);
    if (!complete && pendingBytes(this.doc) + update.byteLength > this.limits.maxWaitingBytes)
      throw new MalformedMessage("too many updates that build on unknown ones");
    this.#resolvesPending = pendingBytes(this.doc) > 0;
    Y.applyUpdate(this.doc, update, connection);
    this.#resolvesPending = false;
    // Yjs keeps such an update aside and reports it only once it can be applied; the log must have it before it is called saved.
    if (!complete) this.#enqueue(update, connection.user.id);
    connection.received++;
    this.#toAcknowledge.add(connection);
    this.#commits.schedule();
  }

  /** What really changed, whoever did it: goes to all others, and into the log. */
  #onUpdate(update: Uint8Array, origin: unknown): void {
    const knowsIt = origin instanceof Connection && !this.#resolvesPending;
    this.#broadcast(updateMessage(update), knowsIt ? origin.peer : undefined);
    this.#enqueue(
      update,
      origin instanceof Connection ? origin.user.id : origin instanceof ServerEdit ? origin.userId : null,
    );
    this.#commits.schedule();
  }

  #broadcast(message: Uint8Array, except?: Peer): void {
    for (const peer of this.#connections.keys()) if (peer !== except) peer.send(message);
  }

  #enqueue(update: Uint8Array, userId: string | null): void {
    this.#commits.add({ update, userId });
    this.#documentBytes += update.byteLength;
    const { waitingBytes } = this.#commits;
    if (waitingBytes > this.limits.maxWaitingBytes / 4) this.#setPaused(true);
    if (waitingBytes > this.limits.maxWaitingBytes) this.#fail();
  }

  /** Clients that write faster than the database commits wait in their own sockets. */
  #setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    for (const [peer, { waiting }] of this.#connections) {
      if (paused) peer.pause();
      else if (!waiting) peer.resume();
    }
  }

  /** Those whose edits are in the commit hear of it, and are read again. */
  #beginCommit(): () => void {
    const acknowledge = [...this.#toAcknowledge].map((connection) => ({ connection, count: connection.received }));
    this.#toAcknowledge.clear();
    return () => {
      for (const { connection, count } of acknowledge) this.#acknowledge(connection, count);
      this.#setPaused(false);
    };
  }

  #acknowledge(connection: Connection, count: number): void {
    if (count === connection.saved || !this.#connections.has(connection.peer)) return;
    connection.saved = count;
    connection.peer.send(savedMessage(count));
  }

  #expel(peer: Peer, code: number, reason: string): void {
    peer.close(code, reason);
    peer.resume();
    this.leave(peer);
  }

  expelAll(code: number, reason: string): void {
    for (const peer of [...this.#connections.keys()]) this.#expel(peer, code, reason);
  }

  /** Nothing that is not committed was acknowledged: all of it is still with the clients. */
  #fail(): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#commits.stop();
    this.onFailed();
    this.expelAll(closeCodes.unavailable, "Edits could not be stored. Reconnecting.");
    this.destroy();
  }

  /** Takes edits: neither failed nor about to be closed. */
  get isOpen(): boolean {
    return !this.#failed && !this.#closing;
  }

  get hasFailed(): boolean {
    return this.#failed;
  }

  /** Resolves when everything received so far is committed and acknowledged, or the room has failed. */
  flushed(): Promise<void> {
    return this.#commits.flushed();
  }

  /** As `flushed`, for who must not wait for space on the disk: throws NO_SPACE, and what was received is kept all the same. */
  stored(): Promise<void> {
    return this.#commits.stored();
  }

  /** Resolves when no update is being tried any more. What is tried is not received yet: its sender has not been told so. */
  async tried(): Promise<void> {
    while (this.#trials.size > 0) await Promise.all(this.#trials);
  }

  /** Takes no more messages, commits and acknowledges what came, then sends everyone away. */
  async close(code: number, reason: string): Promise<void> {
    this.#closing = true;
    this.#commits.hurry();
    await this.flushed();
    this.expelAll(code, reason);
    this.destroy();
  }

  destroy(): void {
    this.#presence.destroy();
    this.doc.destroy();
  }
}

/** Origin of what the server edits itself, in a person's name or in nobody's. */
export class ServerEdit {
  constructor(readonly userId: string | null) {}
}
