import type * as Y from "yjs";
import { MalformedMessage, pendingBytes, piecesOf, type Decoded } from "./check-update";

/** What people write and paste is smaller and plainer; what is not is tried first where it can be killed. */
const PLAIN_BYTES = 1024 * 1024;
const PLAIN_PENDING_BYTES = 64 * 1024;
const PLAIN_PIECES = 500;
/** An edit that took longer than this was no plain one. */
const SLOW_MS = 100;
/** So long may one person's slow edits hold the server in the life of a room. */
const MAX_SLOW_MS = 10_000;

/**
 * Which updates a room tries before it applies them. The time to apply one grows with the square of its pieces, and with the
 * pieces that conflict in the document; so the small ones of people whose edits were never slow are taken as they come.
 */
export class Caution {
  readonly #slowMs = new Map<string, number>();

  /** Before it is decoded, which takes time as well. */
  isLarge(doc: Y.Doc, userId: string, update: Uint8Array): boolean {
    return update.byteLength > PLAIN_BYTES || pendingBytes(doc) > PLAIN_PENDING_BYTES || this.#slowMs.has(userId);
  }

  isIntricate(decoded: Decoded): boolean {
    return piecesOf(decoded) > PLAIN_PIECES;
  }

  /** How long it took to read and apply one. Throws when this person's edits have held the server too long. */
  note(userId: string, ms: number): void {
    if (ms <= SLOW_MS) return;
    const total = (this.#slowMs.get(userId) ?? 0) + ms;
    this.#slowMs.set(userId, total);
    if (total > MAX_SLOW_MS) throw new MalformedMessage("edits that held the server too long");
  }
}
