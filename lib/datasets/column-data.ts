import type { DatasetColumn } from "@/lib/protocol/dataset";

/** One value as a person or a cell meets it. A category is its name; images and vectors are row-major. */
export type Value = number | string | boolean | Date | Uint8Array | Float32Array | null;

/** How each column type lies in memory. Dates are milliseconds since 1970 UTC; categories are indices. */
const storage = {
  number: "f64",
  date: "f64",
  integer: "i32",
  category: "i32",
  boolean: "u8",
  image: "u8",
  vector: "f32",
  string: "text",
} as const satisfies Record<DatasetColumn["type"], string>;

export type ColumnArray =
  | { kind: "f64"; values: Float64Array }
  | { kind: "i32"; values: Int32Array }
  | { kind: "u8"; values: Uint8Array }
  | { kind: "f32"; values: Float32Array }
  | { kind: "text"; values: string[] };

/** The values of a column, `width` of them a row. `valid` has 1 where there is a value; null: everywhere. */
export type ColumnData = ColumnArray & { column: DatasetColumn; valid: Uint8Array | null };

/** How many numbers a row takes in the column. */
export const columnWidth = (column: DatasetColumn): number => (column.shape ?? []).reduce((a, b) => a * b, 1);

/** Room for so many rows, zeroed. */
export function allocate(column: DatasetColumn, rows: number): ColumnArray {
  const length = rows * columnWidth(column);
  const kind = storage[column.type];
  switch (kind) {
    case "f64":
      return { kind, values: new Float64Array(length) };
    case "i32":
      return { kind, values: new Int32Array(length) };
    case "u8":
      return { kind, values: new Uint8Array(length) };
    case "f32":
      return { kind, values: new Float32Array(length) };
    case "text":
      return { kind, values: new Array<string>(length).fill("") };
  }
}

/** Writes all of `source` into `target` from row `at` on. Both are of the same column. */
export function copyRows(target: ColumnData, source: ColumnData, at: number): void {
  const offset = at * columnWidth(target.column);
  if (target.kind === "text") {
    if (source.kind !== "text") throw new TypeError("Columns of different kinds cannot be joined.");
    for (let i = 0; i < source.values.length; i++) target.values[offset + i] = source.values[i] ?? "";
  } else if (source.kind !== "text") {
    target.values.set(source.values, offset);
  }
  if (source.valid) target.valid?.set(source.valid, at);
}

/** The given rows, in the given order. */
export function gather(data: ColumnData, indices: Uint32Array): ColumnData {
  const width = columnWidth(data.column);
  const result: ColumnData = { ...allocate(data.column, indices.length), column: data.column, valid: null };
  if (data.valid) result.valid = Uint8Array.from(indices, (row) => data.valid?.[row] ?? 1);
  if (data.kind === "text" && result.kind === "text") {
    const { values } = data;
    result.values = Array.from(indices, (row) => values[row] ?? "");
  } else if (data.kind !== "text" && result.kind !== "text") {
    if (width === 1) for (let i = 0; i < indices.length; i++) result.values[i] = data.values[indices[i] ?? 0] ?? 0;
    else
      for (let i = 0; i < indices.length; i++) {
        const from = (indices[i] ?? 0) * width;
        result.values.set(data.values.subarray(from, from + width), i * width);
      }
  }
  return result;
}

export const isMissing = (data: ColumnData, row: number): boolean => data.valid !== null && data.valid[row] === 0;

/** The value of a row in the column's own type. */
export function valueAt(data: ColumnData, row: number): Value {
  if (isMissing(data, row)) return null;
  if (data.kind === "text") return data.values[row] ?? "";
  const { type, categories } = data.column;
  if (type === "image" || type === "vector") return rowSlice(data, row);
  const value = data.values[row] ?? 0;
  if (type === "boolean") return value === 1;
  if (type === "date") return new Date(value);
  if (type === "category") return categories?.[value] ?? null;
  return value;
}

function rowSlice(data: Exclude<ColumnData, { kind: "text" }>, row: number): Uint8Array | Float32Array {
  const width = columnWidth(data.column);
  const slice = data.values.slice(row * width, (row + 1) * width);
  return slice instanceof Uint8Array ? slice : Float32Array.from(slice);
}
