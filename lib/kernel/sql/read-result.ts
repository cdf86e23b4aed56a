import type { ColumnData } from "@/lib/datasets/column-data";
import type { DatasetColumn } from "@/lib/protocol/dataset";
import type { TableData } from "@/lib/tables/table-data";
import type { PlainColumn, SqlEngine } from "./engine";
import { quoted } from "./sql-table";

const text = (name: string): PlainColumn => ({ name, type: "string", nullable: false });
const truth = (name: string): PlainColumn => ({ name, type: "boolean", nullable: false });

/** How a type of DuckDB reaches a cell: its column there, and the expression over the column `c` that engines can give. */
interface Reading {
  type: DatasetColumn["type"];
  shape?: number[];
  from: (c: string) => string;
}

/** A table that a statement has left, with the columns of a dataset. Images that pass through keep their shapes. */
export async function readResult(
  engine: SqlEngine,
  table: string,
  images: ReadonlyMap<string, DatasetColumn>,
  signal: AbortSignal,
): Promise<TableData> {
  const described = await engine.query(
    `select column_name, column_type from (describe ${table})`,
    [text("name"), text("type")],
    signal,
  );
  const [names = [], types = []] = described.columns.map(({ values }) => Array.from<unknown, string>(values, String));
  const checks = names.flatMap((name, index) => [
    `bool_or(${quoted(name)} is null)`,
    isExact(name, types[index] ?? ""),
  ]);
  const found = await engine.query(
    `select ${checks.map((check) => `coalesce(${check}, false)`).join(", ")} from ${table}`,
    checks.map((_, index) => truth(`${index}`)),
    signal,
  );
  const flag = (index: number) => found.columns[index]?.values[0] === 1;
  const readings = names.map((name, index) => readingOf(types[index] ?? "", flag(2 * index + 1), images.get(name)));
  const columns = readings.map(({ type, shape }, index): DatasetColumn => ({
    name: names[index] ?? "",
    type,
    nullable: flag(2 * index),
    ...(shape && { shape }),
  }));
  const wanted = readings.map(({ from }, index) => from(quoted(names[index] ?? ""))).join(", ");
  const { rows, columns: values } = await engine.query(`select ${wanted} from ${table}`, columns.map(plainOf), signal);
  return {
    rows,
    columns: values.map((data, index): ColumnData => ({ ...data, column: columns[index] ?? data.column })),
  };
}

const WHOLE = /^U?(BIGINT|HUGEINT)$/;
const LARGEST = Number.MAX_SAFE_INTEGER;

/** Whether a number of JavaScript holds each of these. */
const isExact = (name: string, type: string): string =>
  WHOLE.test(type) ? `coalesce(bool_and(${quoted(name)} between -${LARGEST} and ${LARGEST}), true)` : "false";

function readingOf(type: string, exact: boolean, image: DatasetColumn | undefined): Reading {
  const vector = /^(?:FLOAT|DOUBLE|U?(?:TINY|SMALL|BIG)?INT(?:EGER)?)\[(\d+)\]$/.exec(type);
  if (vector) return { type: "vector", shape: [Number(vector[1])], from: (c) => `cast(${c} as FLOAT[${vector[1]}])` };
  if (type === "BOOLEAN") return { type: "boolean", from: (c) => c };
  if (/^(TINYINT|U?SMALLINT|UTINYINT|INTEGER)$/.test(type))
    return { type: "integer", from: (c) => `cast(${c} as integer)` };
  if (/^(FLOAT|DOUBLE|UINTEGER|DECIMAL\(.*\))$/.test(type) || (WHOLE.test(type) && exact))
    return { type: "number", from: (c) => `cast(${c} as double)` };
  if (type === "DATE" || type.startsWith("TIMESTAMP")) return { type: "date", from: dateFrom(type) };
  if (type === "BLOB" && image) return { type: "image", shape: image.shape, from: (c) => c };
  return { type: "string", from: (c) => `cast(${c} as varchar)` };
}

/** Milliseconds since 1970; JavaScript has no endless dates. */
const dateFrom = (type: string) => (c: string) => {
  const plain = /^TIMESTAMP_/.test(type) ? `cast(${c} as timestamp)` : c;
  return `case when isfinite(${plain}) then cast(epoch_ms(${plain}) as double) end`;
};

const plainOf = (column: DatasetColumn): PlainColumn => {
  const { type } = column;
  if (type === "date") return { ...column, type: "number", nullable: true };
  return type === "category" ? { ...column, type: "string" } : { ...column, type };
};
