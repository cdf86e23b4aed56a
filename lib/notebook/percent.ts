import { type CellSource, type CellType, cellTypes } from "./doc";

/**
 * The percent format `.nb.ts`: one legal TypeScript module in which each cell begins with `// %% id=… type=…`. Markdown and
 * SQL cells are line comments. A cell ends with one empty line before the next. Lines of a cell that would read as a cell's
 * beginning get a backslash: `// \%%`.
 */
export interface PercentNotebook {
  title: string | null;
  cells: CellSource[];
}

const headerPattern = /^\/\/ %%(?:\s|$)/;
const titlePattern = /^\/\/ title: (.*)$/;

const escapeLine = (line: string) => line.replace(/^\/\/ (?=\\*%%)/, "// \\");
const unescapeLine = (line: string) => line.replace(/^\/\/ \\(?=\\*%%)/, "// ");
const comment = (line: string) => (line === "" ? "//" : `// ${line}`);
const uncomment = (line: string) => (line === "//" ? "" : line.startsWith("// ") ? line.slice(3) : line);

function formatCell({ id, type, source }: CellSource): string {
  const lines = source.split("\n").map((line) => escapeLine(type === "ts" ? line : comment(line)));
  return [`// %% id=${id} type=${type}`, ...lines, ""].join("\n");
}

/** Writes a notebook; `parsePercent` reads the same one back. Ids are free of white space, titles of line breaks. */
export function formatPercent({ title, cells }: PercentNotebook): string {
  const head = title === null ? [] : [`// title: ${title.replace(/\s+/g, " ").trim()}\n`];
  return [...head, ...cells.map(formatCell)].join("\n");
}

function parseHeader(line: string): { id?: string; type: CellType } {
  const attributes = new Map(Array.from(line.matchAll(/(\w+)=(\S+)/g), (m) => [m[1]!, m[2]!]));
  const named = attributes.get("type") ?? "ts";
  // An unknown type reads as Markdown: shown, never run.
  return { id: attributes.get("id"), type: cellTypes.find((known) => known === named) ?? "md" };
}

function parseBody(lines: string[], type: CellType): string {
  const body = lines.length > 1 && lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  return body.map((line) => (type === "ts" ? unescapeLine(line) : uncomment(unescapeLine(line)))).join("\n");
}

/** Reads a notebook, by hand written ones too: `makeId` names cells whose header does not, or whose id came before. */
export function parsePercent(text: string, makeId: () => string): PercentNotebook {
  const lines = normalizeFile(text).split("\n");
  const starts = lines.flatMap((line, i) => (headerPattern.test(line) ? [i] : []));
  const title = lines
    .slice(0, starts[0])
    .map((line) => titlePattern.exec(line)?.[1])
    .find((found) => found !== undefined);
  const seen = new Set<string>();
  const cells = starts.map((start, i) => {
    const { id, type } = parseHeader(lines[start]!);
    const unique = id === undefined || seen.has(id) ? makeId() : id;
    seen.add(unique);
    return { id: unique, type, source: parseBody(lines.slice(start + 1, starts[i + 1]), type) };
  });
  return { title: title ?? null, cells };
}

/** A checkout may have given the whole file CRLF line ends; a lone CR inside a cell is that cell's own. */
const normalizeFile = (text: string) => (/^[^\n]*\r\n/.test(text) ? text.replaceAll("\r\n", "\n") : text);
