import { placeAt } from "@/lib/graph/sql/read-sql";
import type { ErrorOutput } from "@/lib/protocol/output";

/** What went wrong in an SQL cell, with the place in its text. */
export class SqlError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly line: number,
    readonly column: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What an SQL cell shows of its error; undefined for all that TypeScript threw. */
export function sqlErrorOf(thrown: unknown): ErrorOutput | undefined {
  try {
    if (!(thrown instanceof SqlError)) return undefined;
    const { name, message, line, column } = thrown;
    return { name, message, line, column, stack: [] };
  } catch {
    // A proxy may refuse to be asked even for its prototype.
    return undefined;
  }
}

/** A statement as DuckDB gets it, and the way back to the cell's text. */
export interface SentStatement {
  sql: string;
  /** Lines that stand before the person's own. */
  linesBefore: number;
  /** From an offset in the person's part of `sql` to one in the cell's text. */
  toText(offset: number): number;
}

/** DuckDB's message in its own words, at the cell's own line. Where it shows no line, the statement's first. */
export function placeError(thrown: unknown, text: string, sent: SentStatement): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const { name, message, line, column } = readMessage(thrown.message, sent);
  const lines = sent.sql.split("\n").slice(sent.linesBefore);
  const offset = lines.slice(0, line).reduce((sum, before) => sum + before.length + 1, 0) + column;
  const place = placeAt(text, Math.min(text.length, sent.toText(offset)));
  return new SqlError(name, message, place.line, place.column, { cause: thrown.cause });
}

/** `Binder Error: what it is\n\nLINE 2: …\n   ^`. Line and column count from 0. */
function readMessage(said: string, { sql, linesBefore }: SentStatement) {
  const [, name = "SQLError", rest = said] = /^([A-Z][\w ]*Error): ([\s\S]*)$/.exec(said) ?? [];
  const [message = rest] = rest.split(/\n+LINE \d+: /);
  const [, number = "", excerpt = "", caret = ""] = /\nLINE (\d+): (.*)\n( *)\^/.exec(said) ?? [];
  const line = Math.max(0, Number(number) - 1 - linesBefore);
  const pointed = Math.max(0, caret.length - `LINE ${number}: `.length);
  const cut = /^\.\.\.(.*?)(?:\.\.\.)?$/.exec(excerpt)?.[1];
  // Of a long line DuckDB shows a part.
  const before = cut === undefined ? 0 : (sql.split("\n")[line + linesBefore]?.indexOf(cut) ?? 0) - "...".length;
  return { name, message: message.trim(), line, column: number === "" ? 0 : Math.max(0, before + pointed) };
}
