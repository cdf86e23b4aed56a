import type * as NodeApi from "@duckdb/node-api";
import type { DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { allocate, type ColumnData, columnWidth, isMissing } from "@/lib/datasets/column-data";
import { CLOSED, plainType, type PlainColumn, type SqlEngine } from "@/lib/kernel/sql/engine";
import type { DatasetColumn } from "@/lib/protocol/dataset";
import type { TableData } from "@/lib/tables/table-data";

/** Rows of one of DuckDB's own pieces. */
const CHUNK = 2048;

/** DuckDB itself, for kernels in Node. */
export class NativeEngine implements SqlEngine {
  private constructor(
    private readonly duckdb: typeof NodeApi,
    private readonly connection: DuckDBConnection,
  ) {}

  /** Its library is loaded here and not with the kernel: in a bundle only such an import comes late. */
  static async start(): Promise<NativeEngine> {
    const duckdb = await import("@duckdb/node-api");
    const connection = await (await duckdb.DuckDBInstance.create(":memory:")).connect();
    for (const setting of CLOSED) await connection.run(setting);
    return new NativeEngine(duckdb, connection);
  }

  async insert(table: string, { columns, rows }: TableData): Promise<void> {
    const declared = columns.map(({ column }, index) => `c${index} ${plainType(column)}`).join(", ");
    await this.connection.run(`create table ${table} (${declared})`);
    const appender = await this.connection.createAppender(table);
    const types = columns.map(({ column }) => typeOf(this.duckdb, column));
    for (let start = 0; start < rows; start += CHUNK) {
      const count = Math.min(CHUNK, rows - start);
      const chunk = this.duckdb.DuckDBDataChunk.create(types, count);
      columns.forEach((data, index) => chunk.setColumnValues(index, valuesOf(this.duckdb, data, start, count)));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }

  async run(sql: string, signal?: AbortSignal): Promise<void> {
    await this.#interruptible(signal, () => this.connection.run(sql));
  }

  async query(sql: string, columns: readonly PlainColumn[], signal: AbortSignal): Promise<TableData> {
    const result = await this.#interruptible(signal, () => this.connection.run(sql));
    const rows = result.rowCount;
    const found = columns.map((column): ColumnData => ({
      ...allocate(column, rows),
      column,
      valid: column.nullable ? new Uint8Array(rows).fill(1) : null,
    }));
    let at = 0;
    for (let index = 0; index < result.chunkCount; index++) {
      const chunk = result.getChunk(index);
      found.forEach((data, place) =>
        chunk.visitColumnValues(place, (value, row) => put(this.duckdb, data, at + row, value)),
      );
      at += chunk.rowCount;
    }
    return { rows, columns: found };
  }

  async #interruptible<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const interrupt = () => this.connection.interrupt();
    signal?.addEventListener("abort", interrupt);
    try {
      return await work();
    } finally {
      signal?.removeEventListener("abort", interrupt);
    }
  }
}

function typeOf(
  { ARRAY, BLOB, BOOLEAN, DOUBLE, FLOAT, INTEGER, VARCHAR }: typeof NodeApi,
  column: DatasetColumn,
): DuckDBType {
  if (column.type === "vector") return ARRAY(FLOAT, columnWidth(column));
  return { number: DOUBLE, integer: INTEGER, boolean: BOOLEAN, image: BLOB }[column.type as string] ?? VARCHAR;
}

function valuesOf(duckdb: typeof NodeApi, data: ColumnData, start: number, count: number): DuckDBValue[] {
  const width = columnWidth(data.column);
  return Array.from({ length: count }, (_, index): DuckDBValue => {
    const row = start + index;
    if (isMissing(data, row)) return null;
    if (data.kind === "text") return data.values[row] ?? "";
    const cells = data.values.subarray(row * width, (row + 1) * width);
    if (data.column.type === "vector") return new duckdb.DuckDBArrayValue(Array.from(cells));
    if (data.column.type === "image") return new duckdb.DuckDBBlobValue(Uint8Array.from(cells));
    return data.kind === "u8" ? cells[0] === 1 : (cells[0] ?? 0);
  });
}

function put(duckdb: typeof NodeApi, data: ColumnData, row: number, value: DuckDBValue): void {
  if (value === null) data.valid?.fill(0, row, row + 1);
  else if (data.kind === "text") data.values[row] = String(value);
  else if (value instanceof duckdb.DuckDBArrayValue)
    data.values.set(value.items.map(Number), row * columnWidth(data.column));
  else if (value instanceof duckdb.DuckDBBlobValue) data.values.set(value.bytes, row * columnWidth(data.column));
  else data.values[row] = Number(value);
}
