/**
 * Graph and kernel know a cell by one text. That of an SQL cell begins with a line `%%sql NAME`, with which no TypeScript begins;
 * NAME is what its result is called.
 */
export interface SqlCode {
  name: string | null;
  /** What stands in the cell. */
  text: string;
}

const MARK = /^%%sql(?: ([^\n]*))?\n/;

export function writeSqlCode({ name, text }: SqlCode): string {
  const said = name?.replace(/\s+/g, " ").trim() ?? "";
  return `%%sql${said === "" ? "" : ` ${said}`}\n${text}`;
}

export function readSqlCode(code: string): SqlCode | null {
  const mark = MARK.exec(code);
  return mark && { name: mark[1] ?? null, text: code.slice(mark[0].length) };
}

/** The text by which graph and kernel know a cell. */
export function codeOf(cell: { type: string; source: string; name?: unknown }): string {
  // A text of TypeScript that begins with the mark is wrong, and not SQL.
  if (cell.type !== "sql") return MARK.test(cell.source) ? ` ${cell.source}` : cell.source;
  return writeSqlCode({ name: typeof cell.name === "string" ? cell.name : null, text: cell.source });
}

/** What a person wrote of it. */
export const textOfCode = (code: string): string => readSqlCode(code)?.text ?? code;
