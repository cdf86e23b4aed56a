import type { ColumnData } from "@/lib/datasets/column-data";
import type { RawColumn, TableData } from "@/lib/tables/table-data";

/** A value seen as a table: its columns by name, and what each row has in them. */
export interface Tabular {
  columns: readonly RawColumn[];
  rows: number;
  /** Where the columns lie ready. */
  data?: TableData;
}

/** Names are looked for in so many rows. */
const HEAD = 200;
const MAX_COLUMNS = 100;

/** A list of plain objects, the result of a query; undefined where the value is nothing of the kind, or reads better as a tree. */
export function asTabular(value: unknown): Tabular | undefined {
  if (!Array.isArray(value)) return typeof value === "object" && value !== null ? fromStores(value) : undefined;
  const found = fromRecords(value);
  if (!found) return undefined;
  const head = Math.min(HEAD, found.rows);
  let flat = 0;
  for (const { at } of found.columns) for (let row = 0; row < head; row++) if (isFlat(at(row))) flat++;
  return flat * 2 < head * found.columns.length ? undefined : found;
}

/** Whatever has rows and columns: lists of objects or lists, columns by name, datasets, Arrow tables, maps. */
export function toTabular(value: unknown): Tabular | undefined {
  if (Array.isArray(value)) return fromRecords(value) ?? fromLists(value) ?? fromList(value);
  if (typeof value !== "object" || value === null) return undefined;
  const dataset = fromStores(value) ?? fromArrow(value);
  if (dataset) return dataset;
  if (value instanceof Map) return fromLists([...(value as Map<unknown, unknown>)], ["key", "value"]);
  if (isList(value)) return fromList(value);
  if (isPlainObject(value)) return fromColumns(value);
  return Symbol.iterator in value ? toTabular([...(value as Iterable<unknown>)]) : undefined;
}

function fromRecords(value: readonly unknown[]): Tabular | undefined {
  const head = value.slice(0, HEAD);
  if (head.length === 0 || !head.every(isPlainObject)) return undefined;
  const names = [...new Set(head.flatMap((row) => Object.keys(row)))].slice(0, MAX_COLUMNS);
  if (names.length === 0) return undefined;
  const rows = value as readonly (Record<string, unknown> | undefined)[];
  return { columns: names.map((name) => ({ name, at: (row) => rows[row]?.[name] })), rows: value.length };
}

function fromLists(value: readonly unknown[], names?: readonly string[]): Tabular | undefined {
  if (value.length === 0 || !value.slice(0, HEAD).every(isList)) return undefined;
  const lists = value as readonly ArrayLike<unknown>[];
  const width = Math.min(MAX_COLUMNS, Math.max(...lists.slice(0, HEAD).map((list) => list.length)));
  const columns = Array.from({ length: width }, (_, index) => ({
    name: names?.[index] ?? String(index),
    at: (row: number) => lists[row]?.[index],
  }));
  return { columns, rows: value.length };
}

const fromList = (value: ArrayLike<unknown>): Tabular => ({
  columns: [{ name: "value", at: (row) => value[row] }],
  rows: value.length,
});

function fromColumns(value: Record<string, unknown>): Tabular | undefined {
  const columns = Object.entries(value).slice(0, MAX_COLUMNS);
  if (columns.length === 0 || !columns.every(([, list]) => isList(list))) return undefined;
  const lists = columns as [string, ArrayLike<unknown>][];
  return {
    columns: lists.map(([name, list]) => ({ name, at: (row) => list[row] })),
    rows: Math.max(...lists.map(([, list]) => list.length)),
  };
}

/** A dataset of `quire`, the result of a query. */
function fromStores(value: object): Tabular | undefined {
  if (!("stores" in value) || typeof value.stores !== "function" || !("length" in value)) return undefined;
  const columns = (value.stores as () => ColumnData[])();
  const rows = Number(value.length);
  return {
    columns: columns.map(({ column }) => ({ name: column.name, at: () => undefined })),
    rows,
    data: { columns, rows },
  };
}

interface ArrowLike {
  numRows: number;
  schema: { fields: readonly { name: string }[] };
  getChildAt(index: number): { get(row: number): unknown } | null;
}

function fromArrow(value: object): Tabular | undefined {
  const like = value as Partial<ArrowLike>;
  if (typeof like.numRows !== "number" || typeof like.getChildAt !== "function" || !like.schema) return undefined;
  const table = like as ArrowLike;
  const columns = table.schema.fields.slice(0, MAX_COLUMNS).map(({ name }, index) => {
    const vector = table.getChildAt(index);
    return { name, at: (row: number) => vector?.get(row) };
  });
  return { columns, rows: table.numRows };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

const isFlat = (cell: unknown): boolean => cell === null || typeof cell !== "object" || cell instanceof Date;
