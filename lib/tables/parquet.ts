import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { type ColumnData, gather, isMissing } from "@/lib/datasets/column-data";
import { textAt } from "./table-cell";
import type { TableData } from "./table-data";

/** An Apache Parquet file, compressed with Snappy unless its texts must be found in it. */
export function toParquet(table: TableData, rows: Uint32Array | null, compressed = true): Uint8Array<ArrayBuffer> {
  const chosen = rows ? table.columns.map((data) => gather(data, rows)) : table.columns;
  const count = rows?.length ?? table.rows;
  const columnData = chosen.map((data) => source(data, count));
  return new Uint8Array(parquetWriteBuffer({ columnData, codec: compressed ? "SNAPPY" : "UNCOMPRESSED" }));
}

function source(data: ColumnData, rows: number): ColumnSource {
  const { name, type } = data.column;
  const each = <T>(read: (row: number) => T): (T | null)[] =>
    Array.from({ length: rows }, (_, row) => (isMissing(data, row) ? null : read(row)));
  const at = (row: number) => Number(data.values[row]);
  const nullable = data.valid !== null;
  switch (type) {
    case "number":
      return { name, type: "DOUBLE", nullable, data: nullable ? each(at) : (data.values as Float64Array) };
    case "integer":
      return { name, type: "INT32", nullable, data: nullable ? each(at) : (data.values as Int32Array) };
    case "boolean":
      return { name, type: "BOOLEAN", nullable, data: each((row) => at(row) === 1) };
    case "date":
      return { name, type: "TIMESTAMP", nullable, data: each((row) => new Date(at(row))) };
    default:
      return { name, type: "STRING", nullable, data: each((row) => textAt(data, row)) };
  }
}
