import * as Y from "yjs";
import { newId } from "@/lib/ids";
import { type Cell, cellMap, type CellType, getCell, listCells } from "./doc";
import { placeAt } from "./order";
import { smallestEdit } from "./smallest-edit";

/**
 * Structural edits of a notebook. Each is one transaction with the given origin, so that a person's undo takes it back
 * whole (see undo.ts). All of them expect conflicts: a cell that a colleague deleted meanwhile is no error, the edit does
 * nothing then.
 */

/** Where new or moved cells go: before or after a cell that is there, or at an end. */
export type Position = { before: string } | { after: string } | "start" | "end";

export interface NewCell {
  /** Made up when not given. */
  id?: string;
  type: CellType;
  source?: string;
  settings?: Record<string, unknown>;
}

/** Line ends are LF everywhere in the document: mixed ones shift offsets between editors. */
export const normalizeLines = (source: string): string => source.replace(/\r\n?/g, "\n");

function indexOf(list: readonly Cell[], position: Position): number {
  if (position === "start") return 0;
  if (position === "end") return list.length;
  if ("before" in position) {
    const index = list.findIndex((cell) => cell.id === position.before);
    return index < 0 ? list.length : index;
  }
  const index = list.findIndex((cell) => cell.id === position.after);
  return index < 0 ? list.length : index + 1;
}

const setOrder = (doc: Y.Doc, id: string, order: string): void => {
  const entry = cellMap(doc).get(id);
  if (entry instanceof Y.Map) entry.set("order", order);
};

/** Gives `count` keys at the position among `list`, moving others out of the way where they must. */
function claimKeys(doc: Y.Doc, list: readonly Cell[], position: Position, count: number): string[] {
  const { keys, rekey } = placeAt(list, indexOf(list, position), count);
  for (const { id, order } of rekey) setOrder(doc, id, order);
  return keys;
}

function makeEntry(id: string, order: string, cell: NewCell): Y.Map<unknown> {
  return new Y.Map<unknown>([
    ["id", id],
    ["type", cell.type],
    ["order", order],
    ["text", new Y.Text(normalizeLines(cell.source ?? ""))],
    ["settings", new Y.Map(Object.entries(cell.settings ?? {}))],
  ]);
}

/** Inserts the cells, in their order, at the position; returns their ids. */
export function insertCells(doc: Y.Doc, position: Position, cells: readonly NewCell[], origin?: unknown): string[] {
  return doc.transact(() => {
    const keys = claimKeys(doc, listCells(doc), position, cells.length);
    return cells.map((cell, i) => {
      const id = cell.id ?? newId();
      cellMap(doc).set(id, makeEntry(id, keys[i]!, cell));
      return id;
    });
  }, origin);
}

export const insertCell = (doc: Y.Doc, position: Position, cell: NewCell, origin?: unknown): string =>
  insertCells(doc, position, [cell], origin)[0]!;

export function deleteCells(doc: Y.Doc, ids: readonly string[], origin?: unknown): void {
  doc.transact(() => {
    for (const id of ids) cellMap(doc).delete(id);
  }, origin);
}

/** Moves the cells, kept in their order, to the position. A move changes only keys: two at once never make two cells of one. */
export function moveCells(doc: Y.Doc, ids: readonly string[], position: Position, origin?: unknown): void {
  doc.transact(() => {
    const all = listCells(doc);
    const moving = all.filter((cell) => ids.includes(cell.id));
    if (moving.length === 0) return;
    const target = anchorOutside(all, ids, position);
    const rest = all.filter((cell) => !ids.includes(cell.id));
    const keys = claimKeys(doc, rest, target, moving.length);
    moving.forEach((cell, i) => setOrder(doc, cell.id, keys[i]!));
  }, origin);
}

/** The same place said by a cell that does not itself move. */
function anchorOutside(all: readonly Cell[], ids: readonly string[], position: Position): Position {
  const index = indexOf(all, position);
  const next = all.slice(index).find((cell) => !ids.includes(cell.id));
  return next ? { before: next.id } : "end";
}

/** Moves the cells one place up (-1) or down (1) past their neighbour. */
export function moveCellsBy(doc: Y.Doc, ids: readonly string[], step: -1 | 1, origin?: unknown): void {
  const all = listCells(doc);
  const places = all.flatMap((cell, i) => (ids.includes(cell.id) ? [i] : []));
  if (places.length === 0) return;
  const neighbour = step < 0 ? all[Math.min(...places) - 1] : all[Math.max(...places) + 1];
  if (neighbour) moveCells(doc, ids, step < 0 ? { before: neighbour.id } : { after: neighbour.id }, origin);
}

export function setCellType(doc: Y.Doc, id: string, type: CellType, origin?: unknown): void {
  const entry = cellMap(doc).get(id);
  if (entry instanceof Y.Map) doc.transact(() => entry.set("type", type), origin);
}

/** Null takes the setting away. */
export function setCellSetting(doc: Y.Doc, id: string, key: string, value: unknown, origin?: unknown): void {
  const settings = getCell(doc, id)?.settings;
  if (!settings) return;
  doc.transact(() => (value === null ? settings.delete(key) : settings.set(key, value)), origin);
}

/** Splits the cell at the offset: what follows becomes a new cell right below. Returns its id. */
export function splitCell(doc: Y.Doc, id: string, offset: number, origin?: unknown): string | null {
  const cell = getCell(doc, id);
  if (!cell) return null;
  const source = cell.text.toJSON();
  const at = Math.max(0, Math.min(offset, source.length));
  // The line break at the seam belongs to neither half.
  const seam = source[at] === "\n" ? 1 : 0;
  const seamBefore = at > 0 && source[at - 1] === "\n" ? 1 : 0;
  return doc.transact(() => {
    const added = insertCell(doc, { after: id }, { type: cell.type, source: source.slice(at + seam) }, origin);
    cell.text.delete(at - seamBefore, source.length - at + seamBefore);
    return added;
  }, origin);
}

/** Joins the cells, in their order, into the first of them; returns its id. */
export function mergeCells(doc: Y.Doc, ids: readonly string[], origin?: unknown): string | null {
  const [first, ...rest] = listCells(doc).filter((cell) => ids.includes(cell.id));
  if (!first) return null;
  doc.transact(() => {
    for (const cell of rest) {
      const glue = first.text.length > 0 && cell.text.length > 0 ? "\n" : "";
      first.text.insert(first.text.length, glue + cell.text.toJSON());
      cellMap(doc).delete(cell.id);
    }
  }, origin);
  return first.id;
}

/** Copies of the cells, in their order, below the last of them; returns the copies' ids. */
export function duplicateCells(doc: Y.Doc, ids: readonly string[], origin?: unknown): string[] {
  const originals = listCells(doc).filter((cell) => ids.includes(cell.id));
  const last = originals.at(-1);
  if (!last) return [];
  const copies = originals.map((cell) => ({
    type: cell.type,
    source: cell.text.toJSON(),
    settings: cell.settings?.toJSON() ?? {},
  }));
  return insertCells(doc, { after: last.id }, copies, origin);
}

/** Replaces the cell's whole text by the smallest edit that does it, so that cursors elsewhere in it stay. */
export function setCellText(doc: Y.Doc, id: string, source: string, origin?: unknown): void {
  const text = getCell(doc, id)?.text;
  if (!text) return;
  const { start, length, text: added } = smallestEdit(text.toJSON(), normalizeLines(source));
  doc.transact(() => {
    if (length > 0) text.delete(start, length);
    if (added !== "") text.insert(start, added);
  }, origin);
}
