import type { SqlToken } from "./tokens";

/** A name that stands where SQL expects a table. */
export interface TableMention {
  name: string;
  start: number;
  end: number;
}

/** What one pair of brackets, or the whole statement, has said so far. */
interface Scope {
  /** Tables that a WITH has defined: they are of the statement, and of nobody else. */
  local: Set<string>;
  /** The table of a WITH whose brackets these are; it is known once they are closed, to itself if it is recursive. */
  defines: string | null;
  isRecursive: boolean;
  inWith: boolean;
  inFrom: boolean;
  /** A table's name may stand here. */
  expects: boolean;
}

/** After these a table stands. */
const OPENS = new Set(["from", "join", "pivot", "unpivot", "describe", "desc", "summarize", "into", "update"]);
/** They may stand between such a word and the table. */
const BETWEEN = new Set(["lateral", "only", "recursive"]);
/** These end a list of tables. */
const CLOSES = new Set(
  "where select group having window qualify order limit offset union intersect except on using sample tablesample returning set values".split(
    " ",
  ),
);

/** Names in the places of tables, in order: not those that a WITH defines, of functions, or with a schema before or after; nor that the cell creates. */
export function tableMentions(tokens: readonly SqlToken[]): TableMention[] {
  const scopes: Scope[] = [newScope()];
  const created = createdNames(tokens);
  const found: TableMention[] = [];
  tokens.forEach((token, index) => {
    const scope = scopes.at(-1) ?? newScope();
    if (token.kind === "sign") return readSign(token.value, scopes, scope, tokens, index);
    if (token.kind === "word" && readWord(token.value.toLowerCase(), scope, tokens, index)) return;
    const isName = token.kind === "word" || token.kind === "name";
    if (
      scope.expects &&
      isName &&
      isWhole(tokens, index) &&
      !created.has(key(token.value)) &&
      !isLocal(scopes, token.value)
    )
      found.push({ name: token.value, start: token.start, end: token.end });
    scope.expects = false;
  });
  return found;
}

function newScope(defines: string | null = null, isRecursive = false): Scope {
  const local = new Set(defines !== null && isRecursive ? [key(defines)] : []);
  return { local, defines, isRecursive: false, inWith: false, inFrom: false, expects: false };
}

function readSign(sign: string, scopes: Scope[], scope: Scope, tokens: readonly SqlToken[], index: number): void {
  if (sign === "(") {
    const defines = scope.inWith ? definedBy(tokens, index) : null;
    const inner = newScope(defines, scope.isRecursive);
    // `from (a join b on …)`: a table may open the brackets as well as a query.
    inner.expects = scope.expects;
    inner.inFrom = scope.expects;
    scope.expects = false;
    scopes.push(inner);
  } else if (sign === ")" && scopes.length > 1) {
    scopes.pop();
    if (scope.defines !== null) scopes.at(-1)?.local.add(key(scope.defines));
  } else if (sign === "," && scope.inFrom) scope.expects = true;
  else if (sign === ";") scopes.splice(0, scopes.length, newScope());
  else scope.expects = false;
}

/** Says whether the word is one of the language here. */
function readWord(word: string, scope: Scope, tokens: readonly SqlToken[], index: number): boolean {
  if (word === "with" && tokens[index + 1]?.value.toLowerCase() !== "ordinality") scope.inWith = true;
  else if (word === "recursive" && scope.inWith) scope.isRecursive = true;
  else if (OPENS.has(word) && !isDistinctFrom(word, tokens, index)) scope.expects = true;
  else if (CLOSES.has(word)) scope.expects = false;
  else return BETWEEN.has(word) && scope.expects;
  if (word === "from") scope.inFrom = true;
  else if (CLOSES.has(word)) scope.inFrom = false;
  if (word === "select" || word === "from") scope.inWith = false;
  return true;
}

/** What the cell makes for itself: `create or replace temp table if not exists NAME`. */
function createdNames(tokens: readonly SqlToken[]): Set<string> {
  const said = tokens.map(({ kind, value }) => (kind === "name" ? `"${key(value)}` : key(value))).join(" ");
  const made = said.matchAll(
    /\bcreate (?:or replace )?(?:(?:temp|temporary|local) )*(?:table|view) (?:if not exists )?"?(\S+)/g,
  );
  return new Set(Array.from(made, ([, name = ""]) => name));
}

/** `a is distinct from b` compares. */
const isDistinctFrom = (word: string, tokens: readonly SqlToken[], index: number): boolean =>
  word === "from" && tokens[index - 1]?.value.toLowerCase() === "distinct" && tokens[index - 1]?.kind === "word";

/** `name as (`, `name (columns) as materialized (`: the name. */
function definedBy(tokens: readonly SqlToken[], open: number): string | null {
  let at = open - 1;
  while (/^(not|materialized|using|key)$/i.test(tokens[at]?.value ?? "")) at--;
  if (tokens[at]?.kind !== "word" || tokens[at]?.value.toLowerCase() !== "as") return null;
  at--;
  if (tokens[at]?.value === ")" && tokens[at]?.kind === "sign") {
    while (at > 0 && tokens[at]?.value !== "(") at--;
    at--;
  }
  const name = tokens[at];
  return name?.kind === "word" || name?.kind === "name" ? name.value : null;
}

/** No part of `schema.table`, and no function. */
function isWhole(tokens: readonly SqlToken[], index: number): boolean {
  const after = tokens[index + 1];
  return tokens[index - 1]?.value !== "." && !(after?.kind === "sign" && /^[.(]$/.test(after.value));
}

const isLocal = (scopes: readonly Scope[], name: string): boolean => scopes.some(({ local }) => local.has(key(name)));

const key = (name: string): string => name.toLowerCase();
