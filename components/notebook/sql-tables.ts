import type { Api } from "@/components/trpc/client";
import { sqlTokens } from "@/lib/graph/sql/tokens";
import { tableMentions } from "@/lib/graph/sql/table-names";
import type { KnownTable } from "@/lib/language/sql-complete";
import { type Cell, readResultName } from "@/lib/notebook/doc";
import type { NamedTable, Viewer } from "@/lib/protocol/view";
import type { ResultColumns } from "./result-columns";
import type { Store } from "./use-store";

interface Parts {
  api: Api;
  workspace: string;
  cells: Store<readonly Cell[]>;
  columns: ResultColumns;
  /** This person's kernel. */
  viewer: () => Viewer | null;
}

/** A kernel that is busy answers later: completion does not wait for it. */
const PATIENCE_MS = 400;
/** Datasets come and go seldom. */
const FRESH_MS = 20_000;

/** The tables that a query may name: results of SQL cells, names in the kernel, datasets of the workspace. */
export class SqlTables {
  #datasets: { at: number; found: Promise<KnownTable[]> } | null = null;
  readonly #schemas = new Map<string, Promise<KnownTable["columns"]>>();

  constructor(private readonly parts: Parts) {}

  /** Columns of datasets are asked for where the query names them. */
  async known(query: string): Promise<KnownTable[]> {
    const [held, datasets] = await Promise.all([this.#held(), this.#listDatasets()]);
    const named = new Set(mentionsIn(query));
    const tables = [...held, ...this.#results(held)];
    const others = datasets.filter(({ name }) => !tables.some((table) => table.name === name));
    const described = others.map(async (table) =>
      named.has(table.name) ? { ...table, columns: await this.#schemaOf(table.name) } : table,
    );
    return [...tables, ...(await Promise.all(described))];
  }

  async #held(): Promise<KnownTable[]> {
    const silence = new Promise<NamedTable[]>((resolve) => setTimeout(() => resolve([]), PATIENCE_MS));
    const asked =
      this.parts
        .viewer()
        ?.view("tables", {})
        .catch(() => []) ?? [];
    const results = new Set(this.#names().map(([, name]) => name));
    return (await Promise.race([asked, silence])).map(({ name, columns }) => ({
      name,
      columns,
      detail: results.has(name) ? "result of SQL" : "cell",
    }));
  }

  /** Results that this kernel does not hold: of others, or of before. */
  #results(held: readonly KnownTable[]): KnownTable[] {
    return this.#names()
      .filter(([, name]) => !held.some((table) => table.name === name))
      .map(([id, name]) => ({ name, detail: "result of SQL", columns: this.parts.columns.columnsOf(id) ?? [] }));
  }

  #names(): [id: string, name: string][] {
    return this.parts.cells.getSnapshot().flatMap((cell): [string, string][] => {
      const name = readResultName(cell);
      return name === null ? [] : [[cell.id, name]];
    });
  }

  #listDatasets(): Promise<KnownTable[]> {
    if (this.#datasets && Date.now() - this.#datasets.at < FRESH_MS) return this.#datasets.found;
    const { api, workspace } = this.parts;
    const found = api.datasets.list.query({ workspace }).then(
      (list) =>
        list.map(({ name, number, rows }) => ({
          name,
          detail: `${name}@${number}, ${rows.toLocaleString("en")} rows`,
          columns: [],
        })),
      () => [],
    );
    this.#datasets = { at: Date.now(), found };
    this.#schemas.clear();
    return found;
  }

  #schemaOf(name: string): Promise<KnownTable["columns"]> {
    const known = this.#schemas.get(name);
    if (known) return known;
    const { api, workspace } = this.parts;
    const asked = api.datasets.resolve.query({ workspace, name }).then(
      ({ manifest }) => manifest.columns,
      () => [],
    );
    this.#schemas.set(name, asked);
    return asked;
  }
}

function mentionsIn(query: string): string[] {
  try {
    return tableMentions(sqlTokens(query)).map(({ name }) => name);
  } catch {
    return [];
  }
}
