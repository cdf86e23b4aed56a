import * as Y from "yjs";

export const cellTypes = ["ts", "md", "sql"] as const;
export type CellType = (typeof cellTypes)[number];

/** A cell as it lies in the document. `text` and `settings` are live: edit them in a transaction with an origin of your own. */
export interface Cell {
  id: string;
  type: CellType;
  /** Fractional key; cells are listed by it, and by id where two are alike. */
  order: string;
  text: Y.Text;
  /** Null where a broken client left none. */
  settings: Y.Map<unknown> | null;
}

/** A cell without its document: to make one from, to keep, to send. */
export interface CellSource {
  id: string;
  type: CellType;
  source: string;
  /** Of an SQL cell: what its result is called. */
  name?: string;
}

/** The key of an SQL cell's settings under which lies what its result is called; for `setCellSetting`. */
export const RESULT_NAME_SETTING = "name";

export function readResultName(cell: Pick<Cell, "type" | "settings">): string | null {
  const name = cell.type === "sql" ? cell.settings?.get(RESULT_NAME_SETTING) : null;
  return typeof name === "string" && name !== "" ? name : null;
}

const isCellType = (value: unknown): value is CellType => cellTypes.some((type) => type === value);

/** The map of cells by id. What lies in it came from other people: read it with `readCell`. */
export const cellMap = (doc: Y.Doc): Y.Map<unknown> => doc.getMap("cells");

/**
 * The cell that an entry holds, or null where it holds none: another version of Quire, or a broken client, may have written
 * anything. An unknown type reads as Markdown, whose text is shown and never run.
 */
export function readCell(id: string, entry: unknown): Cell | null {
  if (!(entry instanceof Y.Map)) return null;
  const map: Y.Map<unknown> = entry;
  const text = map.get("text");
  if (!(text instanceof Y.Text)) return null;
  const [type, order, settings] = [map.get("type"), map.get("order"), map.get("settings")];
  return {
    id,
    type: isCellType(type) ? type : "md",
    order: typeof order === "string" ? order : "",
    text,
    settings: settings instanceof Y.Map ? (settings as Y.Map<unknown>) : null,
  };
}

/** By order key, and by id where two people's keys fell together: the same for everyone. */
export function compareCells(a: Pick<Cell, "id" | "order">, b: Pick<Cell, "id" | "order">): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** All cells in order. */
export function listCells(doc: Y.Doc): Cell[] {
  const cells: Cell[] = [];
  for (const [id, entry] of cellMap(doc).entries()) {
    const cell = readCell(id, entry);
    if (cell) cells.push(cell);
  }
  return cells.sort(compareCells);
}

export const getCell = (doc: Y.Doc, id: string): Cell | null => readCell(id, cellMap(doc).get(id));

/** All cells in order, as plain values. */
export const readSources = (doc: Y.Doc): CellSource[] =>
  listCells(doc).map((cell) => {
    const name = readResultName(cell);
    return { id: cell.id, type: cell.type, source: cell.text.toJSON(), ...(name !== null && { name }) };
  });
