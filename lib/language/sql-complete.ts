import { sqlTokens } from "@/lib/graph/sql/tokens";
import { tableMentions } from "@/lib/graph/sql/table-names";

/** A table that a query may read, as far as it is known. */
export interface KnownTable {
  name: string;
  /** "result of SQL", "digits@3, 1,797 rows": in a few words. */
  detail: string;
  columns: readonly { name: string; type: string }[];
}

export interface SqlCompletion {
  label: string;
  insertText: string;
  kind: "table" | "column" | "keyword";
  detail: string;
}

const KEYWORDS =
  "select from where group by order having limit join left inner on using as distinct with union all pivot summarize describe between and or not in is null like ilike case when then else end count sum avg min max median round coalesce cast date_trunc year month qualify over partition asc desc values exclude replace".split(
    " ",
  );

/** What may stand at this place: tables after FROM and its like, columns of the tables that the query names elsewhere. */
export function completeSql(text: string, offset: number, tables: readonly KnownTable[]): SqlCompletion[] {
  const before = text.slice(0, offset);
  const written = /[\p{L}_][\p{L}\p{N}_]*$/u.exec(before)?.[0] ?? "";
  const head = before.slice(0, before.length - written.length);
  if (!isOpen(head)) return [];
  const qualifier = /(?:"([^"]+)"|([\p{L}_][\p{L}\p{N}_]*))\.$/u.exec(head);
  if (qualifier) return columnsOf(tables, text, qualifier[1] ?? qualifier[2] ?? "");
  if (expectsTable(head)) return tables.map(tableItem);
  const named = new Set(mentions(text));
  const inQuery = tables.filter(({ name }) => named.has(name));
  const columns = inQuery.flatMap(({ name, columns }) => columns.map((column) => columnItem(column, name)));
  return [...distinct(columns), ...KEYWORDS.map(keywordItem)];
}

/** Whether a table's name comes next. */
export const wantsTable = (text: string, offset: number): boolean => {
  const head = text.slice(0, offset);
  return isOpen(head) && expectsTable(head);
};

/** In a text or a comment nothing is offered. */
function isOpen(head: string): boolean {
  try {
    sqlTokens(head);
    return !/--[^\n]*$/.test(head);
  } catch {
    return false;
  }
}

/** A name put here would be a table's. */
const expectsTable = (head: string): boolean => mentions(`${head} quire_here`).at(-1) === "quire_here";

function mentions(text: string): string[] {
  try {
    return tableMentions(sqlTokens(text)).map(({ name }) => name);
  } catch {
    return [];
  }
}

/** `name.`: of the table, or of the one that this is another name for. */
function columnsOf(tables: readonly KnownTable[], text: string, qualifier: string): SqlCompletion[] {
  const found =
    tables.find(({ name }) => name === qualifier) ?? tables.find(({ name }) => isAlias(text, name, qualifier));
  return found ? found.columns.map((column) => columnItem(column, found.name)) : [];
}

const isAlias = (text: string, name: string, alias: string): boolean => {
  const plain = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?:"${plain}"|(?<![\\w".])${plain})\\s+(?:as\\s+)?${alias}(?![\\p{L}\\p{N}_])`, "iu").test(text);
};

const plainName = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

const tableItem = ({ name, detail }: KnownTable): SqlCompletion => ({
  label: name,
  insertText: plainName(name),
  kind: "table",
  detail,
});

const columnItem = ({ name, type }: KnownTable["columns"][number], table: string): SqlCompletion => ({
  label: name,
  insertText: plainName(name),
  kind: "column",
  detail: `${type} of ${table}`,
});

const keywordItem = (word: string): SqlCompletion => ({ label: word, insertText: word, kind: "keyword", detail: "" });

function distinct(items: readonly SqlCompletion[]): SqlCompletion[] {
  const byLabel = new Map<string, SqlCompletion>();
  for (const item of items) if (!byLabel.has(item.label)) byLabel.set(item.label, item);
  return [...byLabel.values()];
}
