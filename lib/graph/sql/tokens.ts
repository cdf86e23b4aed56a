/** A piece of an SQL text. Blanks and comments are none. */
export interface SqlToken {
  /** `name`: "written so"; `text`: 'so' or $$so$$; `parameter`: ${so}. */
  kind: "word" | "name" | "text" | "number" | "parameter" | "sign";
  /** As it is written; of a name what it names, of a parameter what stands between its brackets. */
  value: string;
  start: number;
  end: number;
}

/** What the text leaves open, and where that begins. */
export class OpenSqlError extends Error {
  constructor(
    readonly what: string,
    readonly start: number,
  ) {
    super(`${what} is not closed.`);
  }
}

/** Cuts DuckDB's SQL into its pieces: enough to tell names from what stands in texts and comments. Throws OpenSqlError. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    const skipped = skipBlank(sql, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const token = readToken(sql, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

/** The end of the blank or comment that begins here; the same place where none does. */
function skipBlank(sql: string, at: number): number {
  if (/\s/.test(sql[at] ?? "")) return at + 1;
  if (sql.startsWith("--", at)) {
    const end = sql.indexOf("\n", at);
    return end < 0 ? sql.length : end;
  }
  return sql.startsWith("/*", at) ? skipBlockComment(sql, at) : at;
}

/** They nest. */
function skipBlockComment(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; at++) {
    if (sql.startsWith("/*", at)) {
      depth++;
      at++;
    } else if (sql.startsWith("*/", at)) {
      at++;
      if (--depth === 0) return at + 1;
    }
  }
  throw new OpenSqlError("A comment", start);
}

const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy;
const DOLLAR_QUOTE = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;

function readToken(sql: string, start: number): SqlToken {
  const token = (kind: SqlToken["kind"], value: string, end: number): SqlToken => ({ kind, value, start, end });
  const first = sql[start] ?? "";
  if (first === '"') {
    const end = closeQuote(sql, start, '"', "A name");
    return token("name", sql.slice(start + 1, end - 1).replaceAll('""', '"'), end);
  }
  if (first === "'") return text(sql, start, closeQuote(sql, start, "'", "A text"));
  if (/^e'/i.test(sql.slice(start, start + 2))) return text(sql, start, closeEscaped(sql, start + 1));
  if (sql.startsWith("${", start)) {
    const end = closeParameter(sql, start);
    return token("parameter", sql.slice(start + 2, end - 1), end);
  }
  const quote = match(DOLLAR_QUOTE, sql, start);
  if (quote !== undefined) {
    const end = sql.indexOf(quote, start + quote.length);
    if (end < 0) throw new OpenSqlError("A text", start);
    return text(sql, start, end + quote.length);
  }
  const number = match(NUMBER, sql, start);
  if (number !== undefined) return token("number", number, start + number.length);
  const word = match(WORD, sql, start);
  if (word !== undefined) return token("word", word, start + word.length);
  return token("sign", first, start + 1);
}

const text = (sql: string, start: number, end: number): SqlToken => ({
  kind: "text",
  value: sql.slice(start, end),
  start,
  end,
});

function match(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

/** A quote within is written twice. */
function closeQuote(sql: string, start: number, quote: string, what: string): number {
  for (let at = start + 1; at < sql.length; at++) {
    if (sql[at] !== quote) continue;
    if (sql[at + 1] !== quote) return at + 1;
    at++;
  }
  throw new OpenSqlError(what, start);
}

function closeEscaped(sql: string, quoteAt: number): number {
  for (let at = quoteAt + 1; at < sql.length; at++) {
    if (sql[at] === "\\") at++;
    else if (sql[at] === "'" && sql[at + 1] === "'") at++;
    else if (sql[at] === "'") return at + 1;
  }
  throw new OpenSqlError("A text", quoteAt);
}

/** The bracket that closes it: not one in a text or template of the TypeScript within. */
function closeParameter(sql: string, start: number): number {
  let depth = 0;
  for (let at = start + 1; at < sql.length; at++) {
    const sign = sql[at] ?? "";
    if (sign === "{") depth++;
    else if (sign === "}" && --depth === 0) return at + 1;
    else if (/['"`]/.test(sign)) at = closeScriptText(sql, at, start);
  }
  throw new OpenSqlError("A parameter", start);
}

function closeScriptText(sql: string, quoteAt: number, parameter: number): number {
  for (let at = quoteAt + 1; at < sql.length; at++) {
    if (sql[at] === "\\") at++;
    else if (sql[at] === sql[quoteAt]) return at;
    else if (sql[quoteAt] === "`" && sql.startsWith("${", at)) at = closeParameter(sql, at) - 1;
  }
  throw new OpenSqlError("A parameter", parameter);
}
