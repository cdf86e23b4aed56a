import type { GraphNode } from "@/lib/graph/notebook-graph";
import { parseJsonMap, type JsonMap, type NotebookFile, type FileCell } from "../notebook-file";
import { type CellType, cellTypes } from "../doc";
import { asComments, ModuleWriter } from "./module-text";
import { orderForModule, orderForPage, type PlacedCell } from "./module-order";
import {
  ADDED,
  escapeText,
  isAdded,
  isHeader,
  LEFT_OUT,
  lineJson,
  loneSurrogates,
  needsEscapes,
  uncomment,
  unescapeLine,
  unescapeText,
} from "./percent-escapes";

/**
 * The percent format `.nb.ts`: one legal TypeScript module in which each cell begins with `// %% id=… type=…`. Markdown and
 * SQL cells are line comments, and the results of the latter are declared. Cells stand in the order in which the module runs; `after=ID` says where a cell that had to
 * move stands on the page, `off=WHY` that the module cannot hold it, and it is a comment. A cell ends with one empty line
 * before the next.
 */
export function formatPercent(notebook: NotebookFile): string {
  const { placed, graph } = orderForModule(notebook.cells);
  const writer = new ModuleWriter();
  const isModule = placed.some(({ cell, off }) => off === null && /^\s*(import|export)\b/m.test(cell.source));
  const cells = placed.map((one) => {
    const node = graph.nodes.get(one.cell.id);
    if (!node || one.cell.type === "sql")
      return formatCell(one, null, node && node.problem === null ? resultNames(node) : []);
    const lines = one.off === null ? writer.add(one.cell.source, node.analysis) : null;
    return formatCell(lines === null && one.off === null ? { ...one, off: "duplicate" } : one, lines, []);
  });
  return [...preamble(notebook, isModule), ...cells].join("\n");
}

/** SQL is a comment, and other cells may use its result. */
const resultNames = ({ analysis }: GraphNode): string[] =>
  analysis.defines.map(({ name }) => `declare const ${name}: import("quire").QueryResult;${ADDED}`);

function preamble({ title, meta }: NotebookFile, isModule: boolean): string[] {
  const head = [
    ...(title === null ? [] : [`// title: ${title.replace(/\s+/g, " ").trim()}`]),
    ...Object.entries(meta).map(([key, value]) => `// quire: ${lineJson({ [key]: value })}`),
    // Without an import or an export it would be a script, whose names are everybody's.
    ...(isModule ? [] : ["export {};"]),
  ];
  return head.length > 0 ? [`${head.join("\n")}\n`] : [];
}

/** `declared`: what the module must know of a cell that it does not run. */
function formatCell({ cell, after, off }: PlacedCell, lines: string[] | null, declared: readonly string[]): string {
  const escapes = lines === null && needsEscapes(cell.source);
  const header = [
    `// %% id=${writeId(cell.id)} type=${cell.type}`,
    ...(after === null ? [] : [`after=${writeId(after)}`]),
    ...(off === null ? [] : [`off=${off}`]),
    ...(escapes ? ["escapes=1"] : []),
    ...(Object.keys(cell.settings).length === 0 ? [] : [`settings=${lineJson(cell.settings)}`]),
  ].join(" ");
  const text = lines ?? asComments(escapes ? escapeText(cell.source) : cell.source);
  return [header, ...text, ...declared, ""].join("\n");
}

/** Ids that we make are plain; a broken client's may be anything. */
const writeId = (id: string): string => encodeURIComponent(id.replace(loneSurrogates, "\ufffd")) || "-";

function readId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

interface Header {
  id?: string;
  type: CellType;
  after: string | null;
  off: boolean;
  escapes: boolean;
  settings: JsonMap;
}

function parseHeader(line: string): Header {
  const [, head = "", json] = /^(.*?)(?:\ssettings=(\{.*\})\s*)?$/.exec(line) ?? [];
  const attributes = new Map(Array.from(head.matchAll(/(\w+)=(\S+)/g), (m) => [m[1]!, m[2]!]));
  const [id, after, named] = [attributes.get("id"), attributes.get("after"), attributes.get("type") ?? "ts"];
  return {
    id: id === undefined ? undefined : readId(id),
    // An unknown type reads as Markdown: shown, never run.
    type: cellTypes.find((known) => known === named) ?? "md",
    after: after === undefined ? null : readId(after),
    off: attributes.has("off"),
    escapes: attributes.has("escapes"),
    settings: parseJsonMap(json ?? "") ?? {},
  };
}

function parseBody(lines: string[], { type, off, escapes }: Header): string {
  const body = lines.length > 1 && lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  if (type === "ts" && !off)
    return body
      .filter((line) => !isAdded(line))
      .map((line) => (line.startsWith(LEFT_OUT) ? line.slice(LEFT_OUT.length) : unescapeLine(line)))
      .join("\n");
  const text = body
    .filter((line) => type !== "sql" || !isAdded(line) || line.startsWith("//"))
    .map((line) => uncomment(unescapeLine(line)))
    .join("\n");
  return escapes ? unescapeText(text) : text;
}

export interface PercentNotebook extends NotebookFile {
  /** By cell: the line of the file, from 1, that holds the first line of its text. */
  lines: ReadonlyMap<string, number>;
}

/** Reads a notebook, by hand written ones too: `makeId` names cells whose header does not, or whose id came before. */
export function parsePercent(text: string, makeId: () => string): PercentNotebook {
  const lines = normalizeFile(text).split("\n");
  const starts = lines.flatMap((line, i) => (isHeader(line) ? [i] : []));
  const seen = new Set<string>();
  const cells = starts.map((start, i) => {
    const header = parseHeader(lines[start]!);
    const id = header.id === undefined || seen.has(header.id) ? makeId() : header.id;
    seen.add(id);
    const body = lines.slice(start + 1, starts[i + 1]);
    const line = start + 2 + (header.type === "ts" ? countLeading(body) : 0);
    return {
      id,
      type: header.type,
      source: parseBody(body, header),
      settings: header.settings,
      after: header.after,
      line,
    };
  });
  const ordered = orderForPage(cells);
  return {
    ...parsePreamble(lines.slice(0, starts[0])),
    cells: ordered.map(({ id, type, source, settings }): FileCell => ({ id, type, source, settings })),
    lines: new Map(cells.map(({ id, line }) => [id, line])),
  };
}

function countLeading(body: readonly string[]): number {
  const first = body.findIndex((line) => !isAdded(line));
  return Math.max(0, first);
}

function parsePreamble(lines: readonly string[]): Pick<NotebookFile, "title" | "meta"> {
  const matches = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  const maps = matches(/^\/\/ quire: (\{.*\})\s*$/).map((json) => parseJsonMap(json) ?? {});
  return {
    title: matches(/^\/\/ title: (.*)$/)[0] ?? null,
    meta: Object.fromEntries(maps.flatMap((map) => Object.entries(map))),
  };
}

/** A checkout may have given the whole file CRLF line ends; a lone CR inside a cell is that cell's own. */
function normalizeFile(text: string): string {
  const plain = text.replace(/^\ufeff/, "");
  return /^[^\n]*\r\n/.test(plain) ? plain.replaceAll("\r\n", "\n") : plain;
}
