import type { ResultColumnSource } from "@/components/editor/language-feed";
import { type Table, TABLE_MIME, tableSchema } from "@/lib/kernel/display/table-shape";
import type { Cell } from "@/lib/notebook/doc";
import type { OutputChunk } from "@/lib/protocol/output";
import type { ExecutionStore } from "./execution-store";
import type { Store } from "./use-store";

type Columns = Table["columns"];

/** The columns of the tables that SQL cells last showed, whoever ran them. */
export class ResultColumns implements ResultColumnSource {
  readonly #read = new WeakMap<OutputChunk, Columns | null>();
  readonly #listeners = new Set<(cellIds: readonly string[]) => void>();
  readonly #stop: () => void;
  #known = new Map<string, string>();

  constructor(
    private readonly executions: ExecutionStore,
    private readonly cells: Store<readonly Cell[]>,
  ) {
    this.#stop = executions.subscribe(() => this.#look());
  }

  readonly subscribe = (listener: (cellIds: readonly string[]) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly columnsOf = (cellId: string): Columns | null => {
    const chunks = this.executions.getCell(cellId)?.chunks ?? [];
    const shown = chunks.findLast(({ chunk }) => chunk?.kind === "result")?.chunk;
    return shown ? this.#columnsIn(shown) : null;
  };

  destroy(): void {
    this.#stop();
    this.#listeners.clear();
  }

  #columnsIn(chunk: OutputChunk): Columns | null {
    const known = this.#read.get(chunk);
    if (known !== undefined) return known;
    const table = chunk.kind === "result" ? tableSchema.safeParse(chunk.bundle[TABLE_MIME]) : null;
    const columns = table?.success ? table.data.columns : null;
    this.#read.set(chunk, columns);
    return columns;
  }

  #look(): void {
    const sql = this.cells.getSnapshot().filter(({ type }) => type === "sql");
    const now = new Map(sql.map(({ id }) => [id, JSON.stringify(this.columnsOf(id))]));
    const changed = [...now].flatMap(([id, columns]) => (this.#known.get(id) === columns ? [] : [id]));
    this.#known = now;
    if (changed.length > 0) for (const listener of this.#listeners) listener(changed);
  }
}
