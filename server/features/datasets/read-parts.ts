import type { DecodedPart } from "@/lib/datasets/decode-part";
import { decodePart } from "@/lib/datasets/decode-part";
import type { DatasetManifest } from "@/lib/protocol/dataset";
import type { App } from "@/server/app";
import type { BlobStore } from "@/server/blobs/store";

/** Enough for people who scroll; parts are about 8 MB each. */
const KEPT = 4;

const caches = new WeakMap<BlobStore, Map<string, Promise<DecodedPart>>>();

/** A part of a version, decoded; the last few used stay in memory. */
export function readPart(app: App, versionId: string, manifest: DatasetManifest, index: number): Promise<DecodedPart> {
  const cache = caches.get(app.blobs) ?? new Map<string, Promise<DecodedPart>>();
  caches.set(app.blobs, cache);
  const key = `${versionId}.${index}`;
  const part = cache.get(key) ?? load(app, manifest, index);
  // Deleted and set anew, it is the last in the map's order.
  cache.delete(key);
  cache.set(key, part);
  part.catch(() => cache.delete(key));
  for (const old of cache.keys()) if (cache.size > KEPT) cache.delete(old);
  return part;
}

async function load(app: App, manifest: DatasetManifest, index: number): Promise<DecodedPart> {
  return decodePart(await app.blobs.read(manifest.parts[index]?.hash ?? ""), manifest.columns);
}
