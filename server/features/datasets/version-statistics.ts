import { type ColumnStatistics, StatisticsBuilder } from "@/lib/datasets/statistics";
import type { App } from "@/server/app";
import type { BlobStore } from "@/server/blobs/store";
import { requireVersion } from "./find-dataset";
import { PREVIEW_COLUMNS } from "./preview-rows";
import { readPart } from "./read-parts";

/** Versions never change, so what was computed stays true; the least recently made ones give way. */
const KEPT = 200;
const caches = new WeakMap<BlobStore, Map<string, Promise<ColumnStatistics[]>>>();

/** Of the version's first columns, in their order. */
export async function versionStatistics(app: App, workspaceId: string, versionId: string): Promise<ColumnStatistics[]> {
  await requireVersion(app, workspaceId, versionId);
  const cache = caches.get(app.blobs) ?? new Map<string, Promise<ColumnStatistics[]>>();
  caches.set(app.blobs, cache);
  const statistics = cache.get(versionId) ?? compute(app, workspaceId, versionId);
  cache.set(versionId, statistics);
  statistics.catch(() => cache.delete(versionId));
  for (const old of cache.keys()) if (cache.size > KEPT) cache.delete(old);
  return statistics;
}

async function compute(app: App, workspaceId: string, versionId: string): Promise<ColumnStatistics[]> {
  const { manifest } = await requireVersion(app, workspaceId, versionId);
  const builders = manifest.columns.slice(0, PREVIEW_COLUMNS).map((column) => new StatisticsBuilder(column.type));
  for (const pass of ["first", "second"] as const)
    for (const index of manifest.parts.keys()) {
      const part = await readPart(app, versionId, manifest, index);
      builders.forEach((builder, i) => {
        const data = part.columns[i];
        if (data) builder[pass](data, part.rows);
      });
    }
  return builders.map((builder) => builder.result());
}
