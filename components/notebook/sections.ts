import type { CellSource } from "@/lib/notebook/doc";

export interface Heading {
  cellId: string;
  level: number;
  text: string;
}

const line = /^(#{1,6})[ \t]+(.+?)[ \t]*#*$/;
const plain = (text: string): string =>
  text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`~]/g, "")
    .trim();

/** The headings of a Markdown text, those in code blocks left out. */
export function headingsOf(source: string): { level: number; text: string }[] {
  const found: { level: number; text: string }[] = [];
  let fenced = false;
  for (const row of source.split("\n")) {
    if (/^\s*(```|~~~)/.test(row)) fenced = !fenced;
    const match = fenced ? null : line.exec(row);
    if (match?.[1] && match[2]) found.push({ level: match[1].length, text: plain(match[2]) });
  }
  return found;
}

/** The contents of a notebook. */
export const outlineOf = (cells: readonly CellSource[]): Heading[] =>
  cells.flatMap(({ id, type, source }) =>
    type === "md" ? headingsOf(source).map((heading) => ({ cellId: id, ...heading })) : [],
  );

const levelOf = (cell: CellSource): number =>
  cell.type === "md" ? Math.min(7, ...headingsOf(cell.source).map(({ level }) => level)) : 7;

/** Cells hidden by folded sections: each from below its heading to the next heading as high. */
export function hiddenCells(cells: readonly CellSource[], collapsed: ReadonlySet<string>): Set<string> {
  const hidden = new Set<string>();
  let foldedAt = 7;
  for (const cell of cells) {
    const level = levelOf(cell);
    if (level <= foldedAt && level < 7) foldedAt = 7;
    if (foldedAt < 7) hidden.add(cell.id);
    else if (collapsed.has(cell.id) && level < 7) foldedAt = level;
  }
  return hidden;
}

/** The cell that heads the section in which the cell stands, itself where it has a heading. */
export function sectionOf(cells: readonly CellSource[], id: string): string | null {
  const place = cells.findIndex((cell) => cell.id === id);
  return cells.slice(0, place + 1).findLast((cell) => levelOf(cell) < 7)?.id ?? null;
}

/** The text with its first line made a heading of that level. */
export function withHeading(source: string, level: number): string {
  const [first = "", ...rest] = source.split("\n");
  return [`${"#".repeat(level)} ${first.replace(/^#{1,6}\s*/, "")}`, ...rest].join("\n");
}
