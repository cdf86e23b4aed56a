import * as Y from "yjs";
import { newId } from "@/lib/ids";
import { insertCells, type NewCell } from "@/lib/notebook/edit";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { notebooks, notebookUpdates } from "@/server/db/schema/notebooks";

export interface NotebookWithCells {
  workspaceId: string;
  title: string;
  cells: readonly NewCell[];
  userId: string | null;
  folder?: string;
  tags?: string[];
  /** Writes what else the document begins with. */
  prepare?: (doc: Y.Doc) => void;
}

/**
 * Makes a notebook that begins with those cells. They are the first entry of its log, written in the same transaction as
 * the notebook itself: content is never put in later because a document looked empty.
 */
export async function createNotebookWithCells(
  app: Pick<App, "db" | "events">,
  notebook: NotebookWithCells,
): Promise<{ id: string; historyId: string }> {
  const made = await app.db.transaction((tx) => insertNotebook(tx, notebook));
  app.events.publish("workspace", notebook.workspaceId, { changed: "notebooks" });
  return made;
}

/** The same as a part of the caller's transaction, after which the caller tells of it. */
export async function insertNotebook(
  tx: Queryable,
  { workspaceId, title, cells, userId, folder, tags, prepare }: NotebookWithCells,
): Promise<{ id: string; historyId: string }> {
  const [id, historyId] = [newId(), newId()];
  await tx.insert(notebooks).values({ id, workspaceId, title, historyId, createdBy: userId, folder, tags });
  await tx.insert(notebookUpdates).values({ notebookId: id, update: firstUpdate(cells, prepare), userId });
  return { id, historyId };
}

function firstUpdate(cells: readonly NewCell[], prepare: NotebookWithCells["prepare"]): Uint8Array {
  const doc = new Y.Doc();
  insertCells(doc, "end", cells);
  prepare?.(doc);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}
