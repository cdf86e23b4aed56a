import * as Y from "yjs";
import { cellMap } from "./doc";

/**
 * Undo of one person's own structural edits (cells inserted, deleted, moved, split, merged, retyped): only what was done with
 * `origin` is taken back, whatever colleagues did meanwhile stays. Typing has undo of its own, one for each text, under another
 * origin, as the editor binds it. Each structural edit is a step of its own.
 */
export function createStructureUndo(doc: Y.Doc, origin: object): Y.UndoManager {
  return new Y.UndoManager(cellMap(doc), { trackedOrigins: new Set([origin]), captureTimeout: 0 });
}
