import type { CellSpan, Span } from "../protocol";
import type { ts } from "./compiler";
import type { VirtualCell, VirtualCells } from "./virtual-cells";

/** A place in the compiler's file of a cell. */
export interface FilePlace {
  cell: VirtualCell;
  at: number;
}

/** The place of an offset in a cell's text; null where the cell does not reach so far. */
export function placeIn(cells: VirtualCells, { cellId, offset }: { cellId: string; offset: number }): FilePlace | null {
  const cell = cells.byId(cellId);
  return cell && offset <= cell.text.length ? { cell, at: offset + cell.prefix.length } : null;
}

/** The part of the cell's text that a span of its file covers; null where it reaches into what is only the compiler's. */
export function spanIn({ prefix, text }: VirtualCell, { start, length }: ts.TextSpan): Span | null {
  const from = start - prefix.length;
  return from >= 0 && from + length <= text.length ? { start: from, length } : null;
}

/** A span of any file as one of a cell's text: none where the file is no cell's. */
export function cellSpans(cells: VirtualCells, fileName: string, span: ts.TextSpan): CellSpan[] {
  const cell = cells.byFile(fileName);
  const found = cell && spanIn(cell, span);
  return found ? [{ cellId: cell.cellId, ...found }] : [];
}

export function distinct<T extends CellSpan>(spans: readonly T[]): T[] {
  return [...new Map(spans.map((span) => [`${span.start} ${span.length} ${span.cellId}`, span])).values()];
}
