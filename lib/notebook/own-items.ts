import * as Y from "yjs";
import { cellMap } from "./doc";

/** Where in the document a piece of it lies. */
export interface CellPlace {
  id: string;
  /** The item that holds the cell in the map of cells. */
  entry: Y.Item;
  /** 0 for the entry itself, 1 for its fields, 2 for what lies in its text and settings. */
  depth: number;
}

const parentOf = (item: Y.Item): Y.AbstractType<unknown> | null =>
  item.parent instanceof Y.AbstractType ? (item.parent as Y.AbstractType<unknown>) : null;

/** The cell that an item belongs to; null for what lies elsewhere. */
export function cellOfItem(doc: Y.Doc, item: Y.Item): CellPlace | null {
  const cells: unknown = cellMap(doc);
  let entry: Y.Item | null = item;
  let depth = 0;
  while (entry && parentOf(entry) !== cells) {
    entry = parentOf(entry)?._item ?? null;
    depth++;
  }
  if (!entry || entry.parentSub === null) return null;
  return { id: entry.parentSub, entry, depth };
}

/** A set of ids, as Yjs keeps them for what a step inserted and deleted. */
export type IdSet = Parameters<typeof Y.isDeleted>[0];

/** The entries of cells, as they are now, among the pieces with these ids. */
export function entriesIn(doc: Y.Doc, ids: IdSet): Set<Y.Item> {
  const cells: unknown = cellMap(doc);
  const entries = new Set<Y.Item>();
  for (const [client, ranges] of ids.clients) {
    const structs = doc.store.clients.get(client) ?? [];
    for (const { clock, len } of ranges) {
      for (let i = Y.findIndexSS(structs, clock); i < structs.length && structs[i]!.id.clock < clock + len; i++) {
        let item: Y.Item | Y.GC = structs[i]!;
        while (item instanceof Y.Item && item.redone) item = Y.getItem(doc.store, item.redone);
        if (item instanceof Y.Item && parentOf(item) === cells) entries.add(item);
      }
    }
  }
  return entries;
}

/** What a transaction brought into cells that were deleted already: it is deleted as it comes. */
export function lateItems(doc: Y.Doc, transaction: Y.Transaction): { entry: Y.Item; items: Y.Item[]; ids: IdSet }[] {
  const found = new Map<Y.Item, { entry: Y.Item; items: Y.Item[]; ids: IdSet }>();
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
    if (!(struct instanceof Y.Item)) return;
    const { id, length } = struct;
    const isNew = id.clock >= (transaction.beforeState.get(id.client) ?? 0);
    const place = isNew ? cellOfItem(doc, struct) : null;
    if (!place || place.depth === 0 || !place.entry.deleted) return;
    const { entry } = place;
    const late = found.get(entry) ?? { entry, items: [], ids: Y.createDeleteSet() };
    found.set(entry, late);
    late.items.push(struct);
    late.ids.clients.set(id.client, [...(late.ids.clients.get(id.client) ?? []), { clock: id.clock, len: length }]);
  });
  return [...found.values()];
}

/**
 * The last text of a cell's field of which anything is left here, in the cell or in what stood under its id before it; one of `unlike` only where there is
 * no other.
 */
export function lastKnown(entry: Y.Item, field: string, unlike: IdSet): string | undefined {
  let reserve: string | undefined;
  for (let cell: Y.Item | null = entry; cell; cell = cell.left) {
    if (!(cell.content instanceof Y.ContentType)) continue;
    for (let item = cell.content.type._map.get(field) ?? null; item; item = item.left) {
      const value: unknown = item.content instanceof Y.ContentAny ? item.content.arr.at(-1) : undefined;
      if (typeof value !== "string") continue;
      if (!Y.isDeleted(unlike, item.id)) return value;
      reserve ??= value;
    }
  }
  return reserve;
}

interface Range {
  clock: number;
  end: number;
}

/**
 * Which pieces of the document came from this person here. Undo makes copies of what was deleted, under this replica's own
 * Yjs client id: copies of a colleague's pieces stay the colleague's.
 */
export class OwnItems {
  readonly #copies: Range[] = [];

  constructor(readonly doc: Y.Doc) {}

  /** To be called after an undo or redo that brought back `deletions`. */
  follow(transaction: Y.Transaction, deletions: IdSet): void {
    Y.iterateDeletedStructs(transaction, deletions, (struct) => {
      if (!(struct instanceof Y.Item) || !struct.redone || this.isOwn(struct)) return;
      const { clock } = struct.redone;
      if (!this.#isCopy(clock)) this.#copies.push({ clock, end: clock + struct.length });
    });
  }

  #isCopy = (clock: number): boolean => this.#copies.some((range) => range.clock <= clock && clock < range.end);

  /** Pieces of several origins that Yjs has made one item are somebody else's if any of them is. */
  isOwn({ id, length }: Y.Item): boolean {
    if (id.client !== this.doc.clientID) return false;
    return !this.#copies.some(({ clock, end }) => clock < id.clock + length && id.clock < end);
  }

  /** Whether the cell holds anything of others that is not among `except`: text, a move, a setting. */
  holdsOthers(entry: Y.Item, except: IdSet): boolean {
    const others = (item: Y.Item): boolean => {
      if (item.deleted) return false;
      if (!this.isOwn(item) && !Y.isDeleted(except, item.id)) return true;
      return holds(item);
    };
    const holds = ({ content }: Y.Item): boolean => {
      if (!(content instanceof Y.ContentType)) return false;
      const { type } = content;
      for (const value of type._map.values()) if (others(value)) return true;
      for (let piece = type._start; piece; piece = piece.right) if (others(piece)) return true;
      return false;
    };
    return holds(entry);
  }
}
