import type { Logger } from "pino";
import { Pause } from "@/lib/pause";
import { QuireError } from "@/lib/protocol/errors";
import { knownError } from "@/server/known-error";
import type { LogEntry, NotebookLog } from "./log";
import { mergeByUser } from "./merge-updates";

export interface CommitLimits {
  /** A snapshot is written with the commit that makes it so many updates since the last. */
  snapshotEvery: number;
  /** Pauses before each new try of a failed commit, in milliseconds; after the last the room fails. */
  retryDelays: readonly number[];
  /** On a full disk the room waits, however long: so often it looks whether there is space again. */
  noSpaceDelay: number;
}

interface Target {
  notebookId: string;
  store: NotebookLog;
  log: Logger;
  limits: CommitLimits;
  /** Updates in the log since its last snapshot. */
  sinceSnapshot: number;
}

/** The room whose edits are committed. */
export interface CommitListener {
  /** The whole document. */
  snapshot(): Uint8Array;
  /** Whether somebody waits to hear of what is in the log already. */
  isAwaited(): boolean;
  /** A commit begins; what comes back is called when it is made. */
  begin(): () => void;
  /** The disk is full, with words for people; null: no longer. */
  trouble(words: string | null): void;
  /** Given up for good. */
  failed(): void;
}

const NO_SPACE =
  "The server's disk is full: the last edits are not saved. This page keeps them, so leave it open, and ask whoever runs the server to free some space. They are saved by themselves then.";

/** Brings a room's edits into the log, in order, and tries again where that fails. */
export class Commits {
  #pending: LogEntry[] = [];
  #waitingBytes = 0;
  #flushing: Promise<void> | null = null;
  #sinceSnapshot: number;
  #stopped = false;
  #closing = false;
  #noSpace = false;
  /** Before the next try of a commit. */
  readonly #pause = new Pause();
  /** Those who wait in `stored`. */
  readonly #onNoSpace = new Set<() => void>();

  constructor(
    private readonly target: Target,
    private readonly on: CommitListener,
  ) {
    this.#sinceSnapshot = target.sinceSnapshot;
  }

  /** Of edits that no commit has taken yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** What people are to be told of the disk. */
  get trouble(): string | null {
    return this.#noSpace ? NO_SPACE : null;
  }

  add(entry: LogEntry): void {
    this.#pending.push(entry);
    this.#waitingBytes += entry.update.byteLength;
  }

  /** Edits that arrive in one turn of the event loop, or while a commit is under way, share the next commit. */
  schedule(): void {
    this.#flushing ??= new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#flush())
      .finally(() => {
        this.#flushing = null;
      });
  }

  /** Resolves when everything added so far is committed, or no more is tried. */
  async flushed(): Promise<void> {
    while (this.#flushing) await this.#flushing;
  }

  /** As `flushed`, for who must not wait for space on the disk: throws NO_SPACE, and what was received is kept all the same. */
  async stored(): Promise<void> {
    let tell: () => void = () => undefined;
    const noSpace = new Promise<never>((_resolve, reject) => {
      tell = () => reject(new QuireError("NO_SPACE", NO_SPACE));
    });
    this.#onNoSpace.add(tell);
    await Promise.race([this.flushed(), noSpace]).finally(() => this.#onNoSpace.delete(tell));
  }

  /** Tries no more. */
  stop(): void {
    this.#stopped = true;
    this.#pause.end();
  }

  /** Tries on, but waits no longer for space. */
  hurry(): void {
    this.#closing = true;
    this.#pause.end();
  }

  async #flush(): Promise<void> {
    while (!this.#stopped && (this.#pending.length > 0 || this.on.isAwaited())) {
      const batch = mergeByUser(this.#pending);
      const made = this.on.begin();
      this.#pending = [];
      this.#waitingBytes = 0;
      if (batch.length > 0 && !(await this.#commit(batch))) return this.on.failed();
      made();
    }
  }

  /** A commit whose answer was lost may be made twice: Yjs does not mind the same update again. */
  async #commit(batch: LogEntry[]): Promise<boolean> {
    const { notebookId, store, log, limits } = this.target;
    const dueForSnapshot = this.#sinceSnapshot + batch.length >= limits.snapshotEvery;
    const snapshot = dueForSnapshot ? this.on.snapshot() : null;
    for (let failures = 0; !this.#stopped;) {
      try {
        await store.append(notebookId, batch, snapshot);
        this.#sinceSnapshot = dueForSnapshot ? 0 : this.#sinceSnapshot + batch.length;
        this.#setNoSpace(false);
        return true;
      } catch (error) {
        const mayWait = knownError(error)?.code === "NO_SPACE" && !this.#closing;
        this.#setNoSpace(mayWait);
        const delay = mayWait ? limits.noSpaceDelay : limits.retryDelays[failures++];
        log.warn({ notebookId, err: error, last: delay === undefined }, "edits could not be committed");
        if (delay === undefined) return false;
        await this.#pause.for(delay);
      }
    }
    return false;
  }

  #setNoSpace(noSpace: boolean): void {
    for (const tell of noSpace ? this.#onNoSpace : []) tell();
    if (noSpace === this.#noSpace) return;
    this.#noSpace = noSpace;
    this.on.trouble(this.trouble);
  }
}
