import { gather } from "@/lib/datasets/column-data";
import { StatisticsBuilder } from "@/lib/datasets/statistics";
import { filterRows } from "./filter";
import { sortRows } from "./sort";
import { cellAt } from "./table-cell";
import type { TableData } from "./table-data";
import type { TableSource, TableView } from "./table-query";

/** Answers what a reader asks of a table. Runs beside the page's main thread: a million rows take their time. */
export class TableEngine implements TableSource {
  #data: TableData | undefined;
  #filtered: { filter: string; rows: Uint32Array | null } | undefined;
  #sorted: { key: string; rows: Uint32Array | null } | undefined;

  /** `load` is called at the first question. */
  constructor(private readonly load: () => TableData | Promise<TableData>) {}

  async rows(view: TableView, from: number, count: number) {
    const { columns, rows: all } = await this.#table();
    const rows = await this.#inOrder(view);
    const total = rows?.length ?? all;
    const length = Math.max(0, Math.min(count, total - from));
    const page = Array.from({ length }, (_, at) => columns.map((data) => cellAt(data, rows?.[from + at] ?? from + at)));
    return { total, rows: page };
  }

  async columns({ filter }: TableView) {
    const table = await this.#table();
    const rows = await this.#filter(filter);
    return table.columns.map((column) => {
      const data = rows ? gather(column, rows) : column;
      const statistics = new StatisticsBuilder(data.column.type);
      statistics.first(data, rows?.length ?? table.rows);
      statistics.second(data);
      return statistics.result();
    });
  }

  async file(view: TableView, format: "csv" | "parquet", compressed = true) {
    const rows = await this.#inOrder(view);
    if (format === "csv") return (await import("./csv")).toCsv(await this.#table(), rows);
    return (await import("./parquet")).toParquet(await this.#table(), rows, compressed);
  }

  async #table(): Promise<TableData> {
    return (this.#data ??= await this.load());
  }

  async #filter(filter: string): Promise<Uint32Array | null> {
    const table = await this.#table();
    if (this.#filtered?.filter !== filter) this.#filtered = { filter, rows: filterRows(table, filter) };
    return this.#filtered.rows;
  }

  /** The rows of the view; null: all of them as they are. */
  async #inOrder({ filter, sort }: TableView): Promise<Uint32Array | null> {
    const table = await this.#table();
    const rows = await this.#filter(filter);
    const column = sort && table.columns[sort.column];
    if (!column) return rows;
    const key = JSON.stringify([filter, sort]);
    if (this.#sorted?.key !== key) {
      const all = rows ?? Uint32Array.from({ length: table.rows }, (_, row) => row);
      this.#sorted = { key, rows: sortRows(all, column, sort.desc) };
    }
    return this.#sorted.rows;
  }
}
