import { CellProblemError, type CellProblem } from "../cell-problem";
import { type TableMention, tableMentions } from "./table-names";
import { OpenSqlError, type SqlToken, sqlTokens } from "./tokens";

/** `${…}`, with its place in the text. */
export interface SqlParameter {
  /** The TypeScript in it. */
  source: string;
  start: number;
  end: number;
  /** The brackets around it where it stands alone after IN: `in (${list})`. */
  inBrackets: { open: number; close: number } | null;
}

export interface SqlStatement {
  /** Its first word, in small letters; a bracket where it begins with one. */
  verb: string;
  start: number;
  end: number;
}

/** An SQL text, read as far as its names go. */
export interface SqlText {
  parameters: SqlParameter[];
  tables: TableMention[];
  statements: SqlStatement[];
  /** The parameters as the elements of a list in TypeScript, after one that is missing, and each in its place but for one column. */
  script: string;
}

/** Throws CellProblemError, with the place in the text. */
export function readSql(text: string): SqlText {
  const tokens = tokensOf(text);
  for (const token of tokens) checkToken(text, token);
  const parameters = tokens.flatMap((token, index) =>
    token.kind === "parameter" ? [parameterOf(token, tokens, index)] : [],
  );
  return {
    parameters,
    tables: tableMentions(tokens),
    statements: statementsOf(tokens),
    script: scriptOf(text, parameters),
  };
}

function tokensOf(text: string): SqlToken[] {
  try {
    return sqlTokens(text);
  } catch (error) {
    if (error instanceof OpenSqlError) throw sqlProblem(text, error.start, "syntax", error.message);
    throw error;
  }
}

function checkToken(text: string, { kind, value, start }: SqlToken): void {
  if (kind === "parameter" && value.trim() === "")
    throw sqlProblem(text, start, "syntax", "A parameter needs a name: ${name}.");
  const inside = kind === "text" || kind === "name" ? /\$\{([^}]*)\}/.exec(value) : null;
  if (!inside) return;
  const message =
    kind === "text"
      ? `\${${inside[1]}} stands in a text, where it is no parameter. Join them: 'a' || \${${inside[1]}} || 'b'.`
      : `A parameter is a value, and cannot be part of a name.`;
  throw sqlProblem(text, start, "unsupported", message);
}

export function sqlProblem(text: string, offset: number, code: CellProblem["code"], message: string): CellProblemError {
  return new CellProblemError({ code, message, ...placeAt(text, offset), names: [], cells: [] });
}

export function placeAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

function parameterOf({ value, start, end }: SqlToken, tokens: readonly SqlToken[], index: number): SqlParameter {
  const [open, close, before] = [tokens[index - 1], tokens[index + 1], tokens[index - 2]];
  const alone = open?.value === "(" && close?.value === ")" && before?.kind === "word" && /^in$/i.test(before.value);
  return { source: value, start, end, inBrackets: alone ? { open: open.start, close: close.start } : null };
}

function statementsOf(tokens: readonly SqlToken[]): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let open: SqlStatement | undefined;
  for (const { kind, value, start, end } of tokens) {
    if (kind === "sign" && value === ";") open = undefined;
    else if (open) open.end = end;
    else statements.push((open = { verb: value.toLowerCase(), start, end }));
  }
  return statements;
}

function scriptOf(text: string, parameters: readonly SqlParameter[]): string {
  let script = "";
  let at = 0;
  const blank = (until: number) => text.slice(at, until).replace(/[^\n]/g, " ");
  for (const { start, end, source } of parameters) {
    script += `${blank(start)},(${source})`;
    at = end;
  }
  return `[${script}${blank(text.length)}]`;
}
