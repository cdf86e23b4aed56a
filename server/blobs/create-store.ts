import { join } from "node:path";
import type { Env } from "@/server/env";
import { FolderBlobStore } from "./folder-store";
import type { S3Settings } from "./s3-store";
import type { BlobStore } from "./store";

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
