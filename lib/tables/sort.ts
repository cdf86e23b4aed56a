import { type ColumnData, isMissing } from "@/lib/datasets/column-data";
import { textAt } from "./table-cell";

/** The rows in the order of a column; equal ones stay as they were, missing ones come last whichever way. */
export function sortRows(rows: Uint32Array, data: ColumnData, desc: boolean): Uint32Array {
  const isThere = (row: number) => !isMissing(data, row) && (data.kind === "text" || !Number.isNaN(data.values[row]));
  const there = rows.filter(isThere);
  const missing = rows.filter((row) => !isThere(row));
  const sign = desc ? -1 : 1;
  const compare = compareBy(data);
  there.sort((a, b) => sign * compare(a, b) || a - b);
  const sorted = new Uint32Array(rows.length);
  sorted.set(there);
  sorted.set(missing, there.length);
  return sorted;
}

function compareBy(data: ColumnData): (a: number, b: number) => number {
  const { type } = data.column;
  if (data.kind !== "text" && type !== "category" && type !== "image" && type !== "vector") {
    const { values } = data;
    return (a, b) => (values[a] ?? 0) - (values[b] ?? 0);
  }
  const texts =
    data.kind === "text" ? data.values : Array.from({ length: data.values.length }, (_, row) => textAt(data, row));
  const collator = new Intl.Collator("en", { numeric: true });
  // Comparing in a language's order is slow: most texts differ in plain ASCII, and many are equal.
  return (a, b) => {
    const [left = "", right = ""] = [texts[a], texts[b]];
    return left === right ? 0 : collator.compare(left, right);
  };
}
