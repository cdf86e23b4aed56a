import type * as Y from "yjs";
import type { CellHold } from "@/lib/graph/notebook-graph";
import type { Cell } from "./doc";

/** How a notebook and its cells are to be run: what people set for all, so it lies in the document. */

const HOLD = "hold";
const FOLLOW = "follow";
const meta = (doc: Y.Doc): Y.Map<unknown> => doc.getMap("meta");

/** The key of a cell's settings under which its hold lies; for `setCellSetting`. */
export const HOLD_SETTING = HOLD;

export function readHold(cell: Pick<Cell, "settings">): CellHold | null {
  const hold = cell.settings?.get(HOLD);
  return hold === "pinned" || hold === "disabled" ? hold : null;
}

/** Whether cheap cells follow by themselves what has run. */
export const readFollow = (doc: Y.Doc): boolean => meta(doc).get(FOLLOW) === true;

export function writeFollow(doc: Y.Doc, follow: boolean, origin?: unknown): void {
  doc.transact(() => meta(doc).set(FOLLOW, follow), origin);
}

/** Whether cheap cells follow, as a store for a view. */
export class FollowSetting {
  constructor(private readonly doc: Y.Doc) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    const observer = (event: Y.YMapEvent<unknown>) => event.keysChanged.has(FOLLOW) && listener();
    meta(this.doc).observe(observer);
    return () => meta(this.doc).unobserve(observer);
  };

  readonly getSnapshot = (): boolean => readFollow(this.doc);
}
