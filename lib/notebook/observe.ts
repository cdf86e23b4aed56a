import type * as Y from "yjs";
import { type Cell, cellMap, listCells } from "./doc";

export interface CellsChange {
  /** Cells came, went, moved or changed their type. */
  structure: boolean;
  /** Ids of cells whose text changed. */
  texts: ReadonlySet<string>;
  /** Ids of cells whose settings changed. */
  settings: ReadonlySet<string>;
}

/** Tells of every change of the cells, once a transaction; returns what ends it. */
export function observeCells(
  doc: Y.Doc,
  listener: (change: CellsChange, transaction: Y.Transaction) => void,
): () => void {
  const map = cellMap(doc);
  const observer = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction) => {
    let structure = false;
    const [texts, settings] = [new Set<string>(), new Set<string>()];
    for (const event of events) {
      const [id, part] = event.path;
      if (typeof id !== "string" || part === undefined) structure = true;
      else if (part === "text") texts.add(id);
      else if (part === "settings") settings.add(id);
    }
    listener({ structure, texts, settings }, transaction);
  };
  map.observeDeep(observer);
  return () => map.unobserveDeep(observer);
}

/**
 * The list of cells for a view: the same array until cells come, go, move or change their type. Typing in a cell leaves it
 * alone. In the shape that React's useSyncExternalStore takes.
 */
export class CellList {
  readonly #doc: Y.Doc;
  readonly #stop: () => void;
  readonly #listeners = new Set<() => void>();
  #cells: readonly Cell[];

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    this.#cells = listCells(doc);
    this.#stop = observeCells(doc, ({ structure, settings }) => {
      if (!structure && settings.size === 0) return;
      this.#cells = listCells(this.#doc);
      for (const listener of this.#listeners) listener();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): readonly Cell[] => this.#cells;

  destroy(): void {
    this.#stop();
    this.#listeners.clear();
  }
}
