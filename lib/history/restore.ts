import * as Y from "yjs";
import { type Cell, cellMap, getCell, listCells } from "@/lib/notebook/doc";
import { deleteCells, insertCells, moveCells, normalizeLines, type Position } from "@/lib/notebook/edit";
import { type FileCell, writeMeta } from "@/lib/notebook/notebook-file";
import { smallestEdit } from "@/lib/notebook/smallest-edit";
import { longestIncreasing } from "./longest-increasing";
import type { NotebookContent } from "./notebook-diff";
import { lineHunks } from "./text-diff";

/**
 * Bringing back what a notebook was. These are edits like any other, each one transaction: others see them, undo takes them
 * back whole. Cells keep their ids, so that their outputs stay theirs; what is alike already is not touched.
 */

/** Makes the notebook hold exactly this. */
export function restoreNotebook(doc: Y.Doc, content: NotebookContent, origin: unknown): void {
  doc.transact(() => {
    const wanted = new Set(content.cells.map(({ id }) => id));
    deleteCells(
      doc,
      listCells(doc).flatMap(({ id }) => (wanted.has(id) ? [] : [id])),
    );
    for (const cell of content.cells) {
      const there = getCell(doc, cell.id);
      if (there) writeCell(doc, there, cell);
    }
    putInOrder(doc, content.cells);
    writeMeta(doc, content.meta);
  }, origin);
}

/** Makes one cell what it was then; one that went comes back below the cell that it stood below, one that came goes. */
export function restoreCell(doc: Y.Doc, content: NotebookContent, id: string, origin: unknown): void {
  doc.transact(() => {
    const place = content.cells.findIndex((cell) => cell.id === id);
    const cell = content.cells[place];
    const there = getCell(doc, id);
    if (!cell) deleteCells(doc, [id]);
    else if (there) writeCell(doc, there, cell);
    else insertCells(doc, positionBelow(doc, content.cells.slice(0, place)), [cell]);
  }, origin);
}

/** Below the last of the cells that is still there. */
function positionBelow(doc: Y.Doc, above: readonly FileCell[]): Position {
  const anchor = above.findLast(({ id }) => getCell(doc, id));
  return anchor ? { after: anchor.id } : "start";
}

function writeCell(doc: Y.Doc, there: Cell, { id, type, source, settings }: FileCell): void {
  const entry = cellMap(doc).get(id);
  if (!(entry instanceof Y.Map)) return;
  if (there.type !== type) entry.set("type", type);
  writeText(there.text, normalizeLines(source));
  if (!there.settings) return void entry.set("settings", new Y.Map(Object.entries(settings)));
  for (const key of there.settings.keys()) if (!Object.hasOwn(settings, key)) there.settings.delete(key);
  for (const [key, value] of Object.entries(settings))
    if (JSON.stringify(there.settings.get(key)) !== JSON.stringify(value)) there.settings.set(key, value);
}

/** Line by line, so that carets, and what a colleague types meanwhile in other lines, stay where they are. */
function writeText(text: Y.Text, source: string): void {
  let at = 0;
  for (const { kind, before, after } of lineHunks(text.toJSON(), source)) {
    if (kind === "same") {
      at += after.reduce((sum, line) => sum + line.length + 1, 0);
      continue;
    }
    const length = Math.min(
      before.reduce((sum, line) => sum + line.length + 1, 0),
      text.length - at,
    );
    replace(text, at, length, after);
    at += after.reduce((sum, line) => sum + line.length + 1, 0);
  }
  // Where line ends met the ends of the text.
  const { start, length, text: added } = smallestEdit(text.toJSON(), source);
  if (length > 0) text.delete(start, length);
  if (added !== "") text.insert(start, added);
}

function replace(text: Y.Text, at: number, length: number, lines: readonly string[]): void {
  const was = text.toJSON().slice(at, at + length);
  const edit = smallestEdit(was, lines.map((line) => `${line}\n`).join(""));
  if (edit.length > 0) text.delete(at + edit.start, edit.length);
  if (edit.text !== "") text.insert(at + edit.start, edit.text);
}

/** Moves the fewest cells, and puts in those that are missing. */
function putInOrder(doc: Y.Doc, wanted: readonly FileCell[]): void {
  const places = new Map(listCells(doc).map(({ id }, place) => [id, place]));
  const there = wanted.filter(({ id }) => places.has(id));
  const stayed = longestIncreasing(there.map(({ id }) => places.get(id)!));
  const staying = new Set(there.flatMap(({ id }, i) => (stayed.has(i) ? [id] : [])));
  wanted.forEach((cell, i) => {
    if (staying.has(cell.id)) return;
    const above = wanted[i - 1];
    const position: Position = above ? { after: above.id } : "start";
    if (places.has(cell.id)) moveCells(doc, [cell.id], position);
    else insertCells(doc, position, [cell]);
  });
}
