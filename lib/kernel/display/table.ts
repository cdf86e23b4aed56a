import { z } from "zod";
import { inspect } from "./inspect";
import { shownNumber, shownNumberSchema } from "./number";

export const TABLE_MIME = "application/vnd.quire.table+json";

/** Rows in columns. Of a long table only the first rows travel; `total` counts them all. */
export const tableSchema = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.enum(["number", "string", "boolean", "date", "mixed"]) })),
  /** Row-major. Dates in ISO form; objects as one line of text; null where there is nothing. */
  rows: z.array(z.array(z.union([z.string(), shownNumberSchema, z.boolean(), z.null()]))),
  total: z.number().int().nonnegative(),
});
export type Table = z.infer<typeof tableSchema>;
type Cell = Table["rows"][number][number];
type ColumnType = Table["columns"][number]["type"];

const MAX_ROWS = 200;
const MAX_COLUMNS = 100;
const MAX_TEXT = 500;

/** A list of plain objects as a table; undefined where the value is nothing of the kind. */
export function asTable(value: unknown): Table | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const head: unknown[] = value.slice(0, MAX_ROWS);
  if (!head.every(isPlainObject)) return undefined;
  const names = [...new Set(head.flatMap((row) => Object.keys(row)))].slice(0, MAX_COLUMNS);
  if (names.length === 0) return undefined;
  const raw = head.map((row) => names.map((name) => row[name]));
  // A list of trees reads better in the inspector.
  const flat = raw.flat().filter((cell) => cell === null || typeof cell !== "object" || cell instanceof Date).length;
  if (flat * 2 < raw.length * names.length) return undefined;
  return makeTable(names, raw, value.length);
}

export function makeTable(names: readonly string[], rows: readonly (readonly unknown[])[], total = rows.length): Table {
  return {
    columns: names.map((name, index) => ({ name, type: columnType(rows.map((row) => row[index])) })),
    rows: rows.slice(0, MAX_ROWS).map((row) => row.map(shownCell)),
    total,
  };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function columnType(cells: unknown[]): ColumnType {
  const types = new Set(
    cells
      .filter((cell) => cell !== null && cell !== undefined)
      .map((cell) => (cell instanceof Date ? "date" : typeof cell)),
  );
  const [only] = types;
  const known = types.size === 1 && (only === "number" || only === "string" || only === "boolean" || only === "date");
  return known ? only : "mixed";
}

function shownCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return shownNumber(value);
  if (typeof value === "boolean") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  const text = typeof value === "string" ? value : inspect(value).text;
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** For readers of plain text. */
export function tableText(table: Table): string {
  const lines = [
    table.columns.map(({ name }) => name),
    ...table.rows.slice(0, 20).map((row) => row.map((cell) => String(cell ?? ""))),
  ];
  const widths = table.columns.map((_, column) =>
    Math.min(30, Math.max(...lines.map((line) => line[column]?.length ?? 0))),
  );
  const text = lines.map((line) =>
    line
      .map((cell, column) => cell.slice(0, 30).padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  if (table.total > 20) text.push(`… ${table.total - 20} more rows`);
  return text.join("\n");
}
