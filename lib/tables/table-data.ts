import type { ColumnData } from "@/lib/datasets/column-data";
import type { DatasetColumn } from "@/lib/protocol/dataset";

/** A table by columns. */
export interface TableData {
  columns: readonly ColumnData[];
  rows: number;
}

/** A column to be made: its name, and its value in each row. */
export interface RawColumn {
  name: string;
  at: (row: number) => unknown;
}

/** Columns of the types that their values have; what is of several types, or of none that a table knows, becomes text. */
export function makeColumns(raw: readonly RawColumn[], rows: number, toText: (value: unknown) => string): TableData {
  return { columns: raw.map((column, index) => makeColumn(column, index, rows, toText)), rows };
}

function makeColumn(
  { name, at }: RawColumn,
  index: number,
  rows: number,
  toText: (value: unknown) => string,
): ColumnData {
  const { type, nullable } = typeOf(at, rows);
  const valid = nullable ? new Uint8Array(rows) : null;
  const column: DatasetColumn = { name: name || `column ${index + 1}`, type, nullable };
  const mark = (value: unknown, row: number): boolean => {
    const there = value !== null && value !== undefined;
    if (there && valid) valid[row] = 1;
    return there;
  };
  if (type === "string") {
    const values = new Array<string>(rows);
    for (let row = 0; row < rows; row++) {
      const value = at(row);
      values[row] = mark(value, row) ? (typeof value === "string" ? value : toText(value)) : "";
    }
    return { kind: "text", values, column, valid };
  }
  const data: ColumnData =
    type === "boolean"
      ? { kind: "u8", values: new Uint8Array(rows), column, valid }
      : { kind: "f64", values: new Float64Array(rows), column, valid };
  for (let row = 0; row < rows; row++) {
    const value = at(row);
    if (mark(value, row)) data.values[row] = Number(value);
  }
  return data;
}

type SimpleType = "number" | "string" | "boolean" | "date";

function typeOf(at: (row: number) => unknown, rows: number): { type: SimpleType; nullable: boolean } {
  let type: SimpleType | undefined;
  let nullable = false;
  for (let row = 0; row < rows; row++) {
    const value = at(row);
    if (value === null || value === undefined) nullable = true;
    else {
      const own = simpleType(value);
      type ??= own;
      if (type !== own) type = "string";
    }
  }
  return { type: type ?? "string", nullable };
}

function simpleType(value: unknown): SimpleType {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "string" : "date";
  const type = typeof value;
  return type === "number" || type === "boolean" ? type : "string";
}
