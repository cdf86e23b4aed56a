import type { DatasetRef } from "@/lib/protocol/dataset";
import { QuireError } from "@/lib/protocol/errors";
import { allocate, type ColumnData, copyRows } from "./column-data";
import { Dataset } from "./dataset";
import { decodePart } from "./decode-part";

export type FetchPart = (hash: string) => Promise<Uint8Array>;

export interface LoadOptions {
  signal?: AbortSignal;
  onProgress?: (rows: number, total: number) => void;
}

/** Parts on their way at once: enough to keep a line busy, few enough to keep memory near the data's own size. */
const AT_ONCE = 4;

/** The version's values, whole, in memory. Parts are fetched once each and let go when copied. */
export async function loadDataset(ref: DatasetRef, fetchPart: FetchPart, options: LoadOptions = {}): Promise<Dataset> {
  const { rows } = ref.manifest;
  return new Dataset(ref, await loadColumns(ref, fetchPart, options), rows);
}

/** The same as columns, for one that makes its own kind of Dataset. */
export async function loadColumns(
  ref: DatasetRef,
  fetchPart: FetchPart,
  options: LoadOptions = {},
): Promise<ColumnData[]> {
  const { columns, parts, rows } = ref.manifest;
  const stores = columns.map((column): ColumnData => ({
    ...allocate(column, rows),
    column,
    valid: column.nullable ? new Uint8Array(rows).fill(1) : null,
  }));
  const places = parts.map((part, i) => ({ part, at: parts.slice(0, i).reduce((sum, { rows }) => sum + rows, 0) }));
  const queue = places[Symbol.iterator]();
  let done = 0;
  async function work(): Promise<void> {
    for (const { part, at } of queue) {
      options.signal?.throwIfAborted();
      const decoded = decodePart(await fetchPart(part.hash), columns);
      if (decoded.rows !== part.rows)
        throw new QuireError(
          "UNPROCESSABLE",
          `A part of ${ref.name}@${ref.number} has ${decoded.rows} rows instead of ${part.rows}.`,
        );
      decoded.columns.forEach((source, i) => {
        const target = stores[i];
        if (target) copyRows(target, source, at);
      });
      done += part.rows;
      options.onProgress?.(done, rows);
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, parts.length) }, work));
  return stores;
}
