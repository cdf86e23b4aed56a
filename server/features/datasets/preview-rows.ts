import { type ColumnData, type Value, valueAt } from "@/lib/datasets/column-data";
import type { App } from "@/server/app";
import { requireVersion } from "./find-dataset";
import { readPart } from "./read-parts";

/** An image travels as base64 of its pixels, a vector as its numbers. */
export type PreviewValue = number | string | boolean | Date | number[] | null;

export interface RowsWindow {
  versionId: string;
  offset: number;
  limit: number;
}

/** More columns than this are not looked at one by one. */
export const PREVIEW_COLUMNS = 100;

/** Rows in the order of the version's first columns, for a table that is scrolled. */
export async function previewRows(
  app: App,
  workspaceId: string,
  { versionId, offset, limit }: RowsWindow,
): Promise<PreviewValue[][]> {
  const { manifest } = await requireVersion(app, workspaceId, versionId);
  const end = Math.min(manifest.rows, offset + limit);
  const rows: PreviewValue[][] = [];
  let start = 0;
  for (const [index, part] of manifest.parts.entries()) {
    const from = Math.max(offset, start);
    const to = Math.min(end, start + part.rows);
    if (from < to) {
      const { columns } = await readPart(app, versionId, manifest, index);
      for (let row = from; row < to; row++) rows.push(readRow(columns.slice(0, PREVIEW_COLUMNS), row - start));
    }
    start += part.rows;
  }
  return rows;
}

const readRow = (columns: readonly ColumnData[], row: number) =>
  columns.map((column) => toPreview(valueAt(column, row)));

function toPreview(value: Value): PreviewValue {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Float32Array) return Array.from(value.subarray(0, 4096));
  return typeof value === "string" && value.length > 500 ? `${value.slice(0, 500)}…` : value;
}
