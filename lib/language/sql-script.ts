import { readSql, type SqlText } from "@/lib/graph/sql/read-sql";

/** A column of a result that has been seen. */
export interface ResultColumn {
  name: string;
  type: "number" | "string" | "boolean" | "date" | "mixed";
  nullable?: boolean;
}

/**
 * What TypeScript sees of an SQL cell: its parameters and the tables that it names, each in its place, and below the text the name of
 * its result. So types, definitions and renames reach into SQL.
 */
export function sqlScript(text: string, name: string | null, columns: readonly ResultColumn[] | null): string {
  const sql = tryRead(text);
  const script = sql ? placed(text, sql) : blank(text);
  return name === null || !/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name)
    ? `${script}\nexport {};`
    : `${script}\nconst ${name} = null as unknown as import("quire").QueryResult<${rowType(columns)}>;`;
}

/** Whether TypeScript has a say there: in a parameter. */
export function isScript(text: string, start: number): boolean {
  return tryRead(text)?.parameters.some((one) => start >= one.start + 2 && start < one.end) ?? false;
}

function tryRead(text: string): SqlText | null {
  try {
    return readSql(text);
  } catch {
    return null;
  }
}

const blank = (text: string): string => text.replace(/[^\n]/g, " ");

function placed(text: string, { parameters, tables }: SqlText): string {
  const pieces = [
    ...parameters.map(({ source, start, end }) => ({ start, end, script: `;(${source})` })),
    // A name stands behind another sign, which becomes the end of what was before.
    ...tables
      .filter(({ start, name }) => start > 0 && text.startsWith(name, start))
      .map(({ start, end, name }) => ({ start: start - 1, end, script: `;${name}` })),
  ].sort((a, b) => a.start - b.start);
  let script = "";
  let at = 0;
  for (const piece of pieces) {
    script +=
      blank(text.slice(at, piece.start)) +
      (text[piece.start] === "\n" ? piece.script.replace(";", "\n") : piece.script);
    at = piece.end;
  }
  return script + blank(text.slice(at));
}

const types = { number: "number", string: "string", boolean: "boolean", date: "Date" } as const;

function rowType(columns: readonly ResultColumn[] | null): string {
  if (!columns) return 'import("quire").Row';
  const fields = columns.map(({ name, type, nullable }) => {
    const own = type === "mixed" ? 'import("quire").Value' : types[type];
    return `${JSON.stringify(name)}: ${own}${nullable === false ? "" : " | null"}`;
  });
  return `{ ${fields.join("; ")} }`;
}
