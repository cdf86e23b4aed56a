import { encodePart, PART_BYTES } from "./arrow-part";
import { type ColumnData, columnWidth } from "./column-data";
import type { Dataset } from "./dataset";
import type { EncodedDataset } from "./from-values";
import type { EncodedPart } from "./part-writer";

/** A dataset or a view of one, to commit as it is: column types, shapes and classes stay. */
export function encodeDataset(dataset: Dataset): EncodedDataset {
  return { columns: [...dataset.columns], parts: encodeStores(dataset.stores(), dataset.length) };
}

/** Whole columns cut into parts. */
export function encodeStores(stores: readonly ColumnData[], rows: number): EncodedPart[] {
  const perPart = rowsPerPart(stores, rows);
  const parts: EncodedPart[] = [];
  for (let start = 0; start < rows; start += perPart) {
    const end = Math.min(rows, start + perPart);
    parts.push({
      rows: end - start,
      arrow: encodePart(
        stores.map((store) => cut(store, start, end)),
        end - start,
      ),
    });
  }
  return parts;
}

export function rowsPerPart(stores: readonly ColumnData[], rows: number): number {
  const bytes = stores.reduce((sum, store) => sum + bytesOf(store), 0);
  return Math.max(1, Math.floor(PART_BYTES / Math.max(1, bytes / Math.max(1, rows))));
}

const bytesOf = (store: ColumnData): number =>
  store.kind === "text" ? store.values.reduce((sum, text) => sum + text.length + 4, 0) : store.values.byteLength;

/** The rows from `start` to before `end`. */
export function cut(store: ColumnData, start: number, end: number): ColumnData {
  const width = columnWidth(store.column);
  const part = { ...store, valid: store.valid?.subarray(start, end) ?? null };
  if (part.kind === "text") part.values = part.values.slice(start, end);
  else part.values = part.values.subarray(start * width, end * width);
  return part;
}
