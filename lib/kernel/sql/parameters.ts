import type { TableData } from "@/lib/tables/table-data";
import { makeColumns } from "@/lib/tables/table-data";
import { show } from "../quire/check";

/** A parameter on its way into DuckDB, never as a part of the statement's text. */
export interface BoundParameter {
  /** Its values, and what DuckDB makes of them, of the column `c0` of `table`. Null where there is nothing but null: `constant` says it. */
  bound: { data: TableData; value: (table: string) => string } | null;
  constant: string;
  isList: boolean;
}

/** Says in words why a value cannot be a parameter. */
export class ParameterError extends Error {}

const ALLOWED =
  "A parameter is a number, text, true or false, a date, a bigint, null, or a list of one of these. A table is written by its name: from name.";

export function bindParameter(source: string, value: unknown): BoundParameter {
  const list = asList(value);
  const values = list ?? [value];
  if (values.every((one) => one === null)) {
    const constant = list ? `[${values.map(() => "null").join(", ")}]` : "null";
    return { bound: null, constant, isList: list !== undefined };
  }
  const { data, type } = column(source, values);
  const read = list ? `list(${type} order by rowid)` : type;
  return {
    bound: { data, value: (table) => `(select ${read} from ${table})` },
    constant: "",
    isList: list !== undefined,
  };
}

function asList(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value.map((one: unknown) => one ?? null);
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as ArrayLike<unknown>)
    : undefined;
}

/** The values as a column, and its type as an expression over `c0`. Nulls among them stay. */
function column(source: string, values: readonly unknown[]): { data: TableData; type: string } {
  const there = values.filter((value) => value !== null);
  const kinds = new Set(there.map((value) => kindOf(source, value)));
  const [kind = "text", other] = kinds;
  if (other !== undefined)
    throw new ParameterError(`\${${source}} is a list of ${kind}s and ${other}s, and SQL lists are of one type.`);
  const plain = values.map((value) => (typeof value === "bigint" ? String(value) : value));
  const data = makeColumns(
    [{ name: "c0", at: (row) => (plain[row] instanceof Date ? Number(plain[row]) : plain[row]) }],
    plain.length,
    String,
  );
  return { data, type: typeIn(kind, there) };
}

type Kind = "number" | "text" | "truth value" | "date" | "bigint";

function kindOf(source: string, value: unknown): Kind {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new ParameterError(`\${${source}} is an invalid date.`);
    return "date";
  }
  const kind = ({ number: "number", string: "text", boolean: "truth value", bigint: "bigint" } as const)[
    typeof value as string
  ];
  if (kind) return kind;
  throw new ParameterError(`\${${source}} is ${show(value)}. ${ALLOWED}`);
}

/** A number has the type that it would have if it stood there itself. */
function typeIn(kind: Kind, values: readonly unknown[]): string {
  if (kind === "date") return "epoch_ms(cast(c0 as bigint))";
  if (kind === "bigint")
    return `cast(c0 as ${values.every((value) => BigInt.asIntN(64, value as bigint) === value) ? "bigint" : "hugeint"})`;
  return kind === "number" ? `cast(c0 as ${numberType(values as number[])})` : "c0";
}

/** The narrowest of DuckDB's types that holds all of these. */
export function numberType(values: Iterable<number>): "integer" | "bigint" | "double" {
  let type: "integer" | "bigint" = "integer";
  for (const value of values) {
    if (!Number.isSafeInteger(value)) return "double";
    if (value !== (value | 0)) type = "bigint";
  }
  return type;
}
