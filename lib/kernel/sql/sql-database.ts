import type { SqlParameter, SqlStatement, SqlText } from "@/lib/graph/sql/read-sql";
import { placeAt } from "@/lib/graph/sql/read-sql";
import type { DatasetColumn } from "@/lib/protocol/dataset";
import { QuireError } from "@/lib/protocol/errors";
import type { TableData } from "@/lib/tables/table-data";
import type { PlainColumn, SqlEngine } from "./engine";
import { bindParameter, type BoundParameter, ParameterError } from "./parameters";
import { readResult } from "./read-result";
import { placeError, type SentStatement, SqlError } from "./sql-error";
import { literal, quoted, toSqlTable } from "./sql-table";

/** A table for a query to read. */
export interface FoundTable {
  data: TableData | (() => Promise<TableData>);
  /** Nothing may change it: what is known by this needs to be brought into DuckDB once. */
  key: object | string | null;
  /** Its types are those that a person chose. */
  typed: boolean;
}

/** Where the tables of queries are: names of cells, and datasets. */
export interface TableSources {
  /** Null where nobody has a table of this name. Rejects where the name is something else. */
  find(name: string): Promise<FoundTable | null>;
}

interface Query {
  text: string;
  sql: SqlText;
  /** Values of its parameters, in order. */
  values: readonly unknown[];
  sources: TableSources;
  signal: AbortSignal;
}

/** What a kept table is in DuckDB. */
interface KeptTable {
  table: string;
  columns: string[];
  images: DatasetColumn[];
}

const RESULT = "quire_result";
/** Tables that stay in DuckDB for the next query. */
const KEPT = 30;

/** Statements with a result, and those that make something for the statements after them. */
const ASKS = new Set(["select", "from", "with", "values", "table", "pivot", "unpivot", "("]);
const DESCRIBES = new Set(["describe", "desc", "show", "summarize"]);
/** What EXPLAIN gives; no other statement can read it. */
const PLAN: PlainColumn[] = ["step", "plan"].map((name) => ({ name, type: "string", nullable: false }));
const MAKES = new Set(["create", "insert", "update", "delete", "drop", "alter", "merge", "truncate"]);

/**
 * Runs the queries of SQL cells. A cell leaves nothing behind but its result: all of it happens in one transaction that is rolled
 * back, so that no cell depends on another but by names that the graph sees.
 */
export class SqlDatabase {
  readonly #kept = new Map<object | string, KeptTable>();
  #count = 0;

  constructor(private readonly engine: SqlEngine) {}

  async run(query: Query): Promise<TableData> {
    const { text, sql, signal } = query;
    for (const statement of sql.statements) refuse(text, statement);
    const bound = sql.parameters.map((parameter, index) => bind(text, parameter, query.values[index]));
    const tables = await this.#findTables(query);
    await this.engine.run("begin transaction", signal);
    try {
      const images = await this.#showTables(tables, signal);
      await this.#setVariables(bound, signal);
      const plan = await this.#runStatements(query, bound, missingIn(tables));
      return plan ?? (await readResult(this.engine, RESULT, images, signal));
    } finally {
      // Also of a query that was stopped.
      await this.engine.run("rollback");
    }
  }

  // ── Tables ──

  async #findTables({ sql, text, sources, signal }: Query): Promise<Map<string, KeptTable | FoundTable | null>> {
    const tables = new Map<string, KeptTable | FoundTable | null>();
    for (const { name, start } of sql.tables) {
      if (tables.has(name)) continue;
      const found = await at(text, start, () => sources.find(name));
      tables.set(name, found?.key ? await at(text, start, () => this.#keep(found, found.key ?? name, signal)) : found);
    }
    return tables;
  }

  /** Brings a table into DuckDB, unless it is there; the one that was asked for least lately makes room. */
  async #keep(found: FoundTable, key: object | string, signal: AbortSignal): Promise<KeptTable> {
    const kept = this.#kept.get(key) ?? (await this.#insert(found));
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    for (const [old, { table }] of this.#kept) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(old);
      await this.engine.run(`drop table ${table}`, signal);
    }
    return kept;
  }

  async #insert({ data, typed }: FoundTable): Promise<KeptTable> {
    const table = `quire_table_${++this.#count}`;
    const loaded = typeof data === "function" ? await data() : data;
    const { data: plain, columns } = toSqlTable(loaded, typed);
    await this.engine.insert(table, plain);
    return {
      table,
      columns,
      images: loaded.columns.flatMap(({ column }) => (column.type === "image" ? [column] : [])),
    };
  }

  /** Gives the tables their names, for this transaction. Answers with the columns of images by name. */
  async #showTables(
    tables: ReadonlyMap<string, KeptTable | FoundTable | null>,
    signal: AbortSignal,
  ): Promise<Map<string, DatasetColumn>> {
    const images = new Map<string, DatasetColumn>();
    for (const [name, found] of tables) {
      if (!found) continue;
      const { table, columns, images: own } = "table" in found ? found : await this.#insert(found);
      await this.engine.run(`create temp view ${quoted(name)} as select ${columns.join(", ")} from ${table}`, signal);
      for (const column of own) images.set(column.name, column);
    }
    return images;
  }

  // ── Statements ──

  async #setVariables(bound: readonly BoundParameter[], signal: AbortSignal): Promise<void> {
    for (const [index, { bound: found }] of bound.entries()) {
      if (!found) continue;
      const table = `quire_value_${++this.#count}`;
      await this.engine.insert(table, found.data);
      await this.engine.run(`set variable ${variable(index)} = ${found.value(table)}`, signal);
    }
  }

  /** The last one's result is then a table in DuckDB; what EXPLAIN says is answered as it is. */
  async #runStatements(
    query: Query,
    bound: readonly BoundParameter[],
    missing: ReadonlySet<string>,
  ): Promise<TableData | null> {
    const { sql, text, signal } = query;
    const last = sql.statements.at(-1);
    if (!last || MAKES.has(last.verb))
      throw errorAt(
        text,
        last?.start ?? 0,
        "QuireError",
        "This cell gives no table. End it with a query: what a cell creates is gone when it has run.",
      );
    for (const statement of sql.statements) {
      const sent = send(query, statement, bound, statement === last);
      try {
        if (statement.verb === "explain") return await this.engine.query(sent.sql, PLAN, signal);
        await this.engine.run(sent.sql, signal);
      } catch (thrown) {
        throw inWords(placeError(thrown, text, sent), missing);
      }
    }
    return null;
  }
}

const variable = (index: number): string => `quire_parameter_${index + 1}`;

const missingIn = (tables: ReadonlyMap<string, unknown>): Set<string> =>
  new Set([...tables].flatMap(([name, found]) => (found === null ? [name] : [])));

function inWords(error: unknown, missing: ReadonlySet<string>): unknown {
  if (!(error instanceof SqlError)) return error;
  const name = /^Table with name (.+) does not exist!/.exec(error.message)?.[1];
  if (name === undefined || !missing.has(name)) return error;
  const message = `There is no table "${name}": no cell has this name, and no dataset of the workspace. Names of cells count large and small letters.`;
  return new SqlError(error.name, message, error.line, error.column);
}

function refuse(text: string, { verb, start }: SqlStatement): void {
  if (ASKS.has(verb) || DESCRIBES.has(verb) || MAKES.has(verb) || verb === "explain") return;
  throw errorAt(
    text,
    start,
    "QuireError",
    `"${verb}" does not run in a cell. A cell asks tables (select, from, with, pivot, summarize …), and may create what it needs for that.`,
  );
}

const errorAt = (text: string, offset: number, name: string, message: string): SqlError => {
  const { line, column } = placeAt(text, offset);
  return new SqlError(name, message, line, column);
};

/** What fails for a person's reasons is said at this place of the cell. */
async function at<T>(text: string, offset: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof QuireError ? errorAt(text, offset, error.name, error.message) : error;
  }
}

function bind(text: string, { source, start }: SqlParameter, value: unknown): BoundParameter {
  try {
    return bindParameter(source.trim(), value);
  } catch (error) {
    throw error instanceof ParameterError ? errorAt(text, start, "QuireError", error.message) : error;
  }
}

/** The statement with a variable of DuckDB's in the place of each parameter; the last one's result becomes a table. */
function send(
  { text, sql }: Query,
  statement: SqlStatement,
  bound: readonly BoundParameter[],
  isLast: boolean,
): SentStatement {
  let own = "";
  let done = statement.start;
  const pieces = [{ sent: 0, text: done }];
  const copy = (until: number) => {
    own += text.slice(done, until);
    done = until;
  };
  const replace = (until: number, by: string) => {
    own += by;
    done = until;
    pieces.push({ sent: own.length, text: done });
  };
  sql.parameters.forEach(({ start, end, inBrackets }, index) => {
    if (start < statement.start || start >= statement.end) return;
    // DuckDB takes `in list`, and not `in (list)`.
    const brackets = bound[index]?.isList ? inBrackets : null;
    if (brackets) {
      copy(brackets.open);
      replace(brackets.open + 1, " ");
    }
    copy(start);
    replace(end, bound[index]?.bound ? `getvariable(${literal(variable(index))})` : (bound[index]?.constant ?? "null"));
    if (brackets) {
      copy(brackets.close);
      replace(brackets.close + 1, " ");
    }
  });
  copy(statement.end);
  const toText = (offset: number) => {
    const piece = pieces.findLast(({ sent }) => sent <= offset) ?? { sent: 0, text: statement.start };
    return piece.text + offset - piece.sent;
  };
  if (!isLast || statement.verb === "explain") return { sql: own, linesBefore: 0, toText };
  const described = DESCRIBES.has(statement.verb);
  const head = `create temp table ${RESULT} as${described ? " from (" : ""}\n`;
  return { sql: `${head}${own}${described ? "\n)" : ""}`, linesBefore: 1, toText };
}
