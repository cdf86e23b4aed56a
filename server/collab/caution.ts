import type * as Y from "yjs";
import { MalformedMessage, pendingBytes, piecesOf, type Decoded } from "./check-update";

/** What people write and paste is smaller and plainer; what is not is tried first where it can be killed. */
const PLAIN_BYTES = 1024 * 1024;
const PLAIN_PENDING_BYTES = 64 * 1024;
const PLAIN_PIECES = 500;
/** An edit that took longer than this was no plain one. */
const SLOW_MS = 100;
/** Who has held the server so long by slow edits is tried first; once alone may be the server's own doing. */
const WARY_MS = 1_000;
/** So long may one person's slow edits hold the server. */
const MAX_SLOW_MS = 10_000;
/** Of the time that passes, so much is forgiven. */
const FORGIVEN = 1 / 20;

/**
 * Which updates a room tries before it applies them. The time to apply one grows with the square of its pieces, and with the
 * pieces that conflict in the document; so the small ones of people whose edits are not slow are taken as they come.
 */
export class Caution {
  readonly #slow = new Map<string, { ms: number; at: number }>();

  constructor(readonly now: () => number = () => performance.now()) {}

  /** Before it is decoded, which takes time as well. */
  isLarge(doc: Y.Doc, userId: string, update: Uint8Array): boolean {
    return update.byteLength > PLAIN_BYTES || pendingBytes(doc) > PLAIN_PENDING_BYTES || this.#slowMs(userId) > WARY_MS;
  }

  isIntricate(decoded: Decoded): boolean {
    return piecesOf(decoded) > PLAIN_PIECES;
  }

  /** How long it took to read and apply one. Throws when this person's edits have held the server too long. */
  note(userId: string, ms: number): void {
    if (ms <= SLOW_MS) return;
    const total = this.#slowMs(userId) + ms;
    this.#slow.set(userId, { ms: total, at: this.now() });
    if (total > MAX_SLOW_MS) throw new MalformedMessage("edits that held the server too long");
  }

  #slowMs(userId: string): number {
    const slow = this.#slow.get(userId);
    return slow ? Math.max(0, slow.ms - (this.now() - slow.at) * FORGIVEN) : 0;
  }
}

/** Milliseconds that the process has worked since: on a busy machine an edit takes longer than it is to blame for. */
export function startWatch(): () => number {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return Math.min(performance.now() - began, (user + system) / 1000);
  };
}
