import type { FileCell, NotebookFile, NotebookOutputs } from "../notebook-file";
import { isMap, parseJsonMap } from "../notebook-file";
import { type CellType, cellTypes } from "../doc";
import type { ReadFile } from "./read-file";
import { outputsMarkdown } from "./output-markdown";

/**
 * Markdown: text is text, code is fenced. A comment before each cell, which readers do not see, keeps its id, type and
 * settings, so that what is written reads back the same; outputs stand between two comments and are not read.
 */
const BEGIN_OUTPUT = "<!-- output -->";
const END_OUTPUT = "<!-- /output -->";

/** Lines of a text that would read as one of our comments get a backslash. */
const escapeMark = (line: string) => line.replace(/^<!-- (?=\\*(%%|\/?output -->))/, "<!-- \\");
const unescapeMark = (line: string) => line.replace(/^<!-- \\(?=\\*(%%|\/?output -->))/, "<!-- ");
const mapLines = (text: string, change: (line: string) => string) => text.split("\n").map(change).join("\n");

/** Within a comment two dashes would end it. */
const commentJson = (value: unknown) => JSON.stringify(value).replace(/-(?=-)/g, "\\u002d");

export const fenceFor = (source: string): string => {
  const runs = Array.from(source.matchAll(/`{3,}/g), ([run]) => run.length);
  return "`".repeat(Math.max(2, ...runs) + 1);
};

function writeCell({ id, type, source, settings }: FileCell, outputs: string): string {
  const head = `<!-- %% ${commentJson({ id, type, ...(Object.keys(settings).length > 0 && { settings }) })} -->`;
  if (type === "md") return `${head}\n\n${mapLines(source, escapeMark)}\n`;
  const mark = fenceFor(source);
  const code = `${mark}${type}\n${mapLines(source, escapeMark)}\n${mark}\n`;
  return `${head}\n\n${code}${outputs === "" ? "" : `\n${BEGIN_OUTPUT}\n\n${mapLines(outputs, escapeMark)}\n\n${END_OUTPUT}\n`}`;
}

export function writeMarkdown({ title, cells, meta }: NotebookFile, outputs: NotebookOutputs): string {
  const head = `<!-- %% notebook ${commentJson({ title, meta })} -->\n`;
  return [head, ...cells.map((cell) => writeCell(cell, outputsMarkdown(outputs.get(cell.id)?.chunks ?? [])))].join(
    "\n",
  );
}

const notebookMark = /^<!-- %% notebook (\{.*\}) -->$/;
const cellMark = /^<!-- %% (\{.*\}) -->$/;

/** Reads what `writeMarkdown` wrote, and any other Markdown: its fenced TypeScript, JavaScript and SQL become cells. */
export function readMarkdown(text: string, makeId: () => string): ReadFile {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  const start = lines.findIndex((line) => notebookMark.test(line));
  if (start < 0) return readForeign(text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n"), makeId);
  const { title, meta } = parseJsonMap(notebookMark.exec(lines[start] ?? "")?.[1] ?? "") ?? {};
  const cells = readMarked(lines.slice(start + 1), makeId);
  return {
    notebook: { title: typeof title === "string" ? title : null, cells, meta: isMap(meta) ? meta : {} },
    notes: [],
  };
}

function readMarked(lines: readonly string[], makeId: () => string): FileCell[] {
  const starts = lines.flatMap((line, index) => (cellMark.test(line) ? [index] : []));
  const seen = new Set<string>();
  return starts.map((start, index) => {
    const { id: wanted, type: named, settings } = parseJsonMap(cellMark.exec(lines[start] ?? "")?.[1] ?? "") ?? {};
    const id = typeof wanted !== "string" || seen.has(wanted) ? makeId() : wanted;
    seen.add(id);
    const type = cellTypes.find((known) => known === named) ?? "md";
    const body = lines.slice(start + 1, starts[index + 1]);
    return { id, type, source: readBody(body, type), settings: isMap(settings) ? settings : {} };
  });
}

/** A cell stands between empty lines. */
function readBody(body: readonly string[], type: CellType): string {
  const inner = body.slice(body[0] === "" ? 1 : 0);
  if (type === "md") return (inner.at(-1) === "" ? inner.slice(0, -1) : inner).map(unescapeMark).join("\n");
  const open = /^(`{3,})/.exec(inner[0] ?? "")?.[1] ?? "";
  const close = inner.findIndex((line, index) => index > 0 && line === open);
  return inner
    .slice(1, close < 0 ? undefined : close)
    .map(unescapeMark)
    .join("\n");
}

const codeTypes: Record<string, CellType> = { ts: "ts", typescript: "ts", js: "ts", javascript: "ts", sql: "sql" };

function readForeign(text: string, makeId: () => string): ReadFile {
  const { title, body } = frontMatter(text);
  const cells: FileCell[] = [];
  let prose: string[] = [];
  const add = (type: CellType, source: string) => cells.push({ id: makeId(), type, source, settings: {} });
  const endProse = () => {
    const source = prose.join("\n").trim();
    if (source !== "") add("md", source);
    prose = [];
  };
  let code: { type: CellType | null; mark: string; lines: string[] } | null = null;
  for (const line of body.split("\n")) {
    if (code) {
      const closes = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line)?.[1];
      const ends = closes !== undefined && closes[0] === code.mark[0] && closes.length >= code.mark.length;
      if (code.type === null) prose.push(line);
      else if (ends) add(code.type, code.lines.join("\n"));
      else code.lines.push(line);
      if (ends) code = null;
      continue;
    }
    const [, mark, language] = /^ {0,3}(`{3,}|~{3,})\s*([\w+-]*)[^`]*$/.exec(line) ?? [];
    if (mark === undefined) prose.push(line);
    else {
      const type = codeTypes[(language ?? "").toLowerCase()] ?? null;
      code = { type, mark, lines: [] };
      if (type === null) prose.push(line);
      else endProse();
    }
  }
  if (code?.type) add(code.type, code.lines.join("\n"));
  endProse();
  return { notebook: { title, cells, meta: {} }, notes: [] };
}

/** `---`, lines of YAML, `---`: of these only a plain title is of use here. */
function frontMatter(text: string): { title: string | null; body: string } {
  const found = /^---\n([\s\S]*?)\n---(?:\n|$)/.exec(text);
  if (!found) return { title: null, body: text };
  const title = /^title:\s*(.+?)\s*$/m.exec(found[1] ?? "")?.[1]?.replace(/^(["'])(.*)\1$/, "$2");
  return { title: title ?? null, body: text.slice(found[0].length) };
}
