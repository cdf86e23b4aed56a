import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Env } from "@/server/env";
import { FolderBlobStore } from "./folder-store";
import type { S3Settings } from "./s3-store";

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
}

/** Opens the store that the settings name and clears what an earlier process left half-written. */
export async function createBlobStore(
  env: Pick<Env, "QUIRE_DATA" | "QUIRE_BLOBS" | "QUIRE_S3_ENDPOINT">,
): Promise<BlobStore> {
  if (!env.QUIRE_BLOBS) return FolderBlobStore.open(join(env.QUIRE_DATA, "blobs"));
  // The client library is large; most servers never need it.
  const { S3BlobStore } = await import("./s3-store");
  return S3BlobStore.open(readBucket(env.QUIRE_BLOBS, env.QUIRE_S3_ENDPOINT), join(env.QUIRE_DATA, "blobs-staging"));
}

function readBucket(address: string, endpoint: string | undefined): S3Settings {
  const { hostname, pathname } = new URL(address);
  const prefix = pathname.replace(/^\/+|\/+$/g, "");
  return { bucket: hostname, prefix: prefix && `${prefix}/`, endpoint };
}
