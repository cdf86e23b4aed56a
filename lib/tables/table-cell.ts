import { type ColumnData, valueAt } from "@/lib/datasets/column-data";
import { shownNumber } from "@/lib/kernel/display/number";
import type { TableCell } from "./cell-schema";

const MAX_TEXT = 500;

export const cutText = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

export function cellAt(data: ColumnData, row: number): TableCell {
  const value = valueAt(data, row);
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return shownNumber(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return cutText(typeof value === "string" ? value : listText(value));
}

/** The whole value as text, for a file. */
export function textAt(data: ColumnData, row: number): string {
  const value = valueAt(data, row);
  if (value === null) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  return typeof value === "object" ? `[${Array.from(value).join(",")}]` : String(value);
}

function listText(values: ArrayLike<number>): string {
  const first = Array.from({ length: Math.min(8, values.length) }, (_, i) => Number(values[i]?.toPrecision(4)));
  return `[${first.join(", ")}${values.length > 8 ? ", …" : ""}]`;
}
