import type { z } from "zod";
import type { MimeBundle } from "@/lib/protocol/output";
import type { columnSchema } from "@/lib/protocol/dataset";
import type { TableCell } from "@/lib/tables/cell-schema";
import { cellAt, cutText } from "@/lib/tables/table-cell";
import { makeColumns, type TableData } from "@/lib/tables/table-data";
import { TableEngine } from "@/lib/tables/table-engine";
import { inspect } from "./inspect";
import { shownNumber } from "./number";
import { type RenderContext, STORE_LIMIT } from "./render-context";
import { type Table, TABLE_MIME } from "./table-shape";
import { asTabular, type Tabular } from "./tabular";

type ColumnType = Table["columns"][number]["type"];

const MAX_ROWS = 200;
/** More values than this are not copied at once: they are read when they are asked for, and not stored. */
const MAX_COPIED = 8_000_000;
const ARROW_TYPE = "application/vnd.apache.arrow.file";

const textOf = (value: unknown): string => inspect(value).text;

/** A list of plain objects as a table of its first rows; undefined where the value is nothing of the kind. */
export function asTable(value: unknown): Table | undefined {
  const tabular = asTabular(value);
  return tabular && headOf(tabular);
}

export function makeTable(names: readonly string[], rows: readonly (readonly unknown[])[], total = rows.length): Table {
  return {
    columns: names.map((name, index) => ({ name, type: columnType(rows.map((row) => row[index])) })),
    rows: rows.slice(0, MAX_ROWS).map((row) => row.map(shownCell)),
    total,
  };
}

/** The table's first rows, and the way to all others. */
export async function tableBundle(tabular: Tabular, context: RenderContext = {}): Promise<MimeBundle> {
  const table = headOf(tabular);
  if (tabular.rows > MAX_ROWS) {
    const load = () => tabular.data ?? makeColumns(tabular.columns, tabular.rows, textOf);
    // A copy as it is now: the cell may change the rows later.
    const copy = tabular.rows * tabular.columns.length <= MAX_COPIED ? load() : undefined;
    const engine = new TableEngine(() => copy ?? load());
    const ref = context.keep?.(() => engine);
    if (ref !== undefined) table.ref = ref;
    const stored = copy && (await storeTable(copy, context));
    if (stored) table.stored = stored;
  }
  return { [TABLE_MIME]: table, "text/plain": tableText(table) };
}

async function storeTable(data: TableData, context: RenderContext): Promise<Table["stored"]> {
  if (!context.store) return undefined;
  // Only a long table needs it.
  const { encodePart } = await import("@/lib/datasets/arrow-part");
  const arrow = new Uint8Array(encodePart(data.columns, data.rows));
  const stored = arrow.length <= STORE_LIMIT ? await context.store(arrow, ARROW_TYPE) : undefined;
  return stored && { ...stored, columns: data.columns.map(({ column }) => column) };
}

function headOf({ columns, rows, data }: Tabular): Table {
  const count = Math.min(rows, MAX_ROWS);
  if (data) {
    const shown = Array.from({ length: count }, (_, row) => data.columns.map((one) => cellAt(one, row)));
    const types = data.columns.map(({ column }) => ({
      name: column.name,
      type: shownTypes[column.type],
      nullable: column.nullable,
    }));
    return { columns: types, rows: shown, total: rows };
  }
  const head = Array.from({ length: count }, (_, row) => columns.map(({ at }) => at(row)));
  return makeTable(
    columns.map(({ name }) => name),
    head,
    rows,
  );
}

const shownTypes = {
  number: "number",
  integer: "number",
  boolean: "boolean",
  date: "date",
  string: "string",
  category: "string",
  image: "mixed",
  vector: "mixed",
} as const satisfies Record<z.infer<typeof columnSchema>["type"], ColumnType>;

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

function shownCell(value: unknown): TableCell {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return shownNumber(value);
  if (typeof value === "boolean") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  return cutText(typeof value === "string" ? value : textOf(value));
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
