import type { Table } from "@/lib/kernel/display/table-shape";
import type { Viewer } from "@/lib/protocol/view";
import { makeColumns } from "@/lib/tables/table-data";
import { TableEngine } from "@/lib/tables/table-engine";
import type { FileFormat, TableSource, TableView } from "@/lib/tables/table-query";

/** The rows that came along. */
export function tableHere({ columns, rows }: Table): TableSource {
  return new TableEngine(() =>
    makeColumns(
      columns.map(({ name, type }, index) => ({
        name,
        at: (row) => {
          const cell = rows[row]?.[index];
          if (type === "date" && typeof cell === "string") return new Date(cell);
          return type === "number" && typeof cell === "string" ? Number(cell) : cell;
        },
      })),
      rows.length,
      String,
    ),
  );
}

/** All rows, from the kernel that made them. */
export class KernelTable implements TableSource {
  constructor(
    private readonly viewer: Viewer,
    private readonly ref: string,
  ) {}

  rows(view: TableView, from: number, count: number) {
    return this.viewer.view("table.rows", { ref: this.ref, view, from, count });
  }

  columns(view: TableView) {
    return this.viewer.view("table.columns", { ref: this.ref, view });
  }

  file(view: TableView, format: FileFormat) {
    return this.viewer.view("table.file", { ref: this.ref, view, format });
  }
}

/** The first source that answers; one that does not (a kernel that is gone) is not asked again. */
export class FirstOf implements TableSource {
  #at = 0;

  constructor(private readonly sources: readonly TableSource[]) {}

  rows(view: TableView, from: number, count: number) {
    return this.#ask((source) => source.rows(view, from, count));
  }

  columns(view: TableView) {
    return this.#ask((source) => source.columns(view));
  }

  file(view: TableView, format: FileFormat) {
    return this.#ask((source) => source.file(view, format));
  }

  async #ask<T>(question: (source: TableSource) => Promise<T>): Promise<T> {
    const at = this.#at;
    try {
      return await question(this.sources[at] as TableSource);
    } catch (error) {
      if (at + 1 >= this.sources.length) throw error;
      this.#at = Math.max(this.#at, at + 1);
      return this.#ask(question);
    }
  }
}
