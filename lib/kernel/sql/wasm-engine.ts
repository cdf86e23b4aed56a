import type { DuckDBBindings } from "@duckdb/duckdb-wasm/blocking";
import { type Table, tableFromIPC, tableToIPC, Vector } from "apache-arrow";
import { z } from "zod";
import { toArrowTable } from "@/lib/datasets/arrow-part";
import { allocate, type ColumnData, columnWidth } from "@/lib/datasets/column-data";
import { cut, rowsPerPart } from "@/lib/datasets/encode-dataset";
import type { TableData } from "@/lib/tables/table-data";
import { CLOSED, type PlainColumn, type SqlEngine } from "./engine";

/**
 * DuckDB compiled to WebAssembly, in the kernel's own thread. A statement runs in pieces of a tenth of a second; between them the
 * kernel hears what it is told, so that a statement can be stopped and the kernel lives on.
 */
export class WasmEngine implements SqlEngine {
  readonly #connection: number;

  constructor(private readonly duckdb: DuckDBBindings) {
    duckdb.open({ path: ":memory:" });
    // The thin object around it would bring another Arrow along.
    this.#connection = duckdb.connect().useUnsafe((_, connection) => connection);
    for (const setting of CLOSED) duckdb.runQuery(this.#connection, setting);
  }

  insert(table: string, { columns, rows }: TableData): Promise<void> {
    const named = columns.map((data, index) => ({ ...data, column: { ...data.column, name: `c${index}` } }));
    const perPart = rowsPerPart(named, rows);
    for (let start = 0; start === 0 || start < rows; start += perPart) {
      const end = Math.min(rows, start + perPart);
      const part = named.map((data) => cut(data, start, end));
      this.duckdb.insertArrowFromIPCStream(this.#connection, tableToIPC(toArrowTable(part, end - start), "stream"), {
        name: table,
        create: start === 0,
      });
    }
    return Promise.resolve();
  }

  async run(sql: string, signal?: AbortSignal): Promise<void> {
    await this.#bytes(sql, signal);
  }

  async query(sql: string, columns: readonly PlainColumn[], signal: AbortSignal): Promise<TableData> {
    const table = tableFromIPC(await this.#bytes(sql, signal));
    return { rows: table.numRows, columns: columns.map((column, index) => readColumn(table, index, column)) };
  }

  #start(sql: string): Uint8Array | null {
    try {
      return this.duckdb.startPendingQuery(this.#connection, sql, false);
    } catch (thrown) {
      throw inWords(thrown);
    }
  }

  async #bytes(sql: string, signal?: AbortSignal): Promise<Uint8Array[]> {
    signal?.throwIfAborted();
    let header = this.#start(sql);
    while (header === null) {
      await new Promise((resolve) => setTimeout(resolve));
      if (signal?.aborted) this.duckdb.cancelPendingQuery(this.#connection);
      signal?.throwIfAborted();
      header = this.duckdb.pollPendingQuery(this.#connection);
    }
    const parts = [header];
    for (;;) {
      const part = this.duckdb.fetchQueryResults(this.#connection);
      if (!part || part.length === 0) return parts;
      parts.push(part);
    }
  }
}

/** Bytes come as they are, the numbers of a vector as a vector of Arrow's. */
const numbersOf = (value: unknown): ArrayLike<number> =>
  value instanceof Vector ? (value.toArray() as Float32Array) : (value as Uint8Array);

/** Errors of the parser come as JSON, all others as text. */
function inWords(thrown: unknown): unknown {
  const parsed =
    thrown instanceof Error && thrown.message.startsWith("{")
      ? reportSchema.safeParse(JSON.parse(thrown.message))
      : null;
  if (!parsed?.success) return thrown;
  return new Error(`${parsed.data.exception_type} Error: ${parsed.data.exception_message}`, { cause: thrown });
}

const reportSchema = z.object({ exception_type: z.string(), exception_message: z.string() });

function readColumn(table: Table, index: number, column: PlainColumn): ColumnData {
  const data: ColumnData = {
    ...allocate(column, table.numRows),
    column,
    valid: column.nullable ? new Uint8Array(table.numRows).fill(1) : null,
  };
  const width = columnWidth(column);
  let row = 0;
  for (const value of table.getChildAt(index) ?? []) {
    if (value === null) data.valid?.fill(0, row, row + 1);
    else if (data.kind === "text") data.values[row] = String(value);
    else if (width === 1 && typeof value !== "object") data.values[row] = Number(value);
    else data.values.set(numbersOf(value), row * width);
    row++;
  }
  return data;
}
