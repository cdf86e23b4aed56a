import type { ColumnData } from "@/lib/datasets/column-data";
import { gather } from "@/lib/datasets/column-data";
import type { TableData } from "@/lib/tables/table-data";
import { numberType } from "./parameters";

/** A table as engines take it, and the columns that a query sees: each an expression over `c0`, `c1` … with its name. */
export interface SqlTable {
  data: TableData;
  columns: string[];
}

/** `typed`: its columns have types that a person chose. Otherwise whole numbers are integers, as they are in SQL. */
export function toSqlTable({ columns, rows }: TableData, typed: boolean): SqlTable {
  const names = distinctNames(columns.map(({ column }) => column.name));
  return {
    data: { columns: columns.map(plain), rows },
    columns: columns.map((data, index) => `${expression(data, `c${index}`, typed)} as ${quoted(names[index] ?? "")}`),
  };
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Categories as their names, dates as milliseconds: what every engine takes. */
function plain(data: ColumnData): ColumnData {
  if (data.column.type === "date") return { ...data, column: { ...data.column, type: "number" } };
  if (data.column.type !== "category" || data.kind !== "i32") return data;
  const names = data.column.categories ?? [];
  const column = { name: data.column.name, type: "string" as const, nullable: data.column.nullable };
  return { kind: "text", values: Array.from(data.values, (index) => names[index] ?? ""), column, valid: data.valid };
}

function expression(data: ColumnData, name: string, typed: boolean): string {
  if (data.column.type === "date") return `epoch_ms(cast(${name} as bigint))`;
  if (typed || data.kind !== "f64") return name;
  const there = data.valid ? gather(data, present(data.valid)) : data;
  const type = there.kind === "f64" ? numberType(there.values) : "double";
  return type === "double" ? name : `cast(${name} as ${type})`;
}

const present = (valid: Uint8Array): Uint32Array =>
  Uint32Array.from(Array.from(valid.keys()).filter((row) => valid[row] === 1));

/** DuckDB does not tell `a` from `A`. */
function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let count = 1; taken.has(free.toLowerCase()); count++) free = `${name}_${count}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
