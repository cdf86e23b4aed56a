import type { Readable } from "node:stream";

export interface StoredBlob {
  /** SHA-256 of the bytes, hex. */
  hash: string;
  size: number;
}

export type BlobSource = AsyncIterable<Uint8Array> | Uint8Array;

/**
 * Bytes under their own SHA-256. A blob is there whole or not at all, and never changes. Who may read one is not known
 * here: see grant.ts.
 */
export interface BlobStore {
  /** Idempotent. TOO_LARGE above `maxBytes`, NO_SPACE on a full disk; then nothing is kept. */
  put(source: BlobSource, options?: { maxBytes?: number }): Promise<StoredBlob>;
  /** NOT_FOUND when there is none. */
  get(hash: string): Promise<Readable>;
  /** The whole of a small blob, checked against its hash. */
  read(hash: string): Promise<Buffer>;
  has(hash: string): Promise<boolean>;
  /** Every blob, in any order, with the moment at which it was last put. */
  list(): AsyncIterable<{ hash: string; putAt: Date }>;
  /** Deletes it unless it was put, or put again, at `moment` or later. True when it was deleted. */
  removePutBefore(hash: string, moment: Date): Promise<boolean>;
}
