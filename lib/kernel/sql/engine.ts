import type { DatasetColumn } from "@/lib/protocol/dataset";
import type { TableData } from "@/lib/tables/table-data";

/** A column as an engine takes and gives it: DuckDB's DOUBLE, INTEGER, BOOLEAN, VARCHAR, BLOB or FLOAT[n]. */
export type PlainColumn = DatasetColumn & {
  type: "number" | "integer" | "boolean" | "string" | "image" | "vector";
};

/**
 * DuckDB as a kernel has it: compiled to WebAssembly in a browser, native in Node. It moves plain columns alone; all else is SQL, so
 * that both give the same. Its errors carry DuckDB's message. A fired signal ends a statement.
 */
export interface SqlEngine {
  /** Makes a table with the columns `c0`, `c1` … of these. */
  insert(table: string, data: TableData): Promise<void>;
  run(sql: string, signal?: AbortSignal): Promise<void>;
  /** `columns`: what the query gives, in order. */
  query(sql: string, columns: readonly PlainColumn[], signal: AbortSignal): Promise<TableData>;
}

/** What every engine is told first: it reaches neither files nor the internet, and brings nothing in from there. */
export const CLOSED = [
  "set autoinstall_known_extensions = false",
  "set autoload_known_extensions = false",
  "set enable_external_access = false",
];

/** DuckDB's type of a column. */
export function plainType({ type, shape }: DatasetColumn): string {
  if (type === "vector") return `FLOAT[${shape?.[0] ?? 1}]`;
  return { number: "DOUBLE", integer: "INTEGER", boolean: "BOOLEAN", image: "BLOB" }[type as string] ?? "VARCHAR";
}
