import { newId } from "@/lib/ids";
import { type ExportedFile, exportFile, type FileFormat, holdsOutputs } from "@/lib/notebook/formats/export-file";
import { importFile } from "@/lib/notebook/formats/import-file";
import { noOutputs, readNotebook, writeMeta } from "@/lib/notebook/notebook-file";
import type { App } from "@/server/app";
import { requireNotebook } from "./access";
import { createNotebookWithCells } from "./create-notebook";
import { newestOutputs } from "./newest-outputs";

export async function exportNotebook(
  app: Pick<App, "db" | "blobs" | "rooms">,
  workspaceId: string,
  notebookId: string,
  format: FileFormat,
): Promise<ExportedFile> {
  const { title } = await requireNotebook(app, workspaceId, notebookId);
  const notebook = await app.rooms.look(notebookId, (doc) => readNotebook(doc, title));
  return exportFile(notebook, holdsOutputs(format) ? await newestOutputs(app, notebookId) : noOutputs, format);
}

export interface ImportedNotebook {
  id: string;
  historyId: string;
  title: string;
  /** What the person should know of how the file was read. */
  notes: string[];
}

/** A new notebook with what the file holds. */
export async function importNotebook(
  app: Pick<App, "db" | "events">,
  workspaceId: string,
  userId: string,
  file: { name: string; text: string; folder?: string },
): Promise<ImportedNotebook> {
  const { notebook, notes } = importFile(file.name, file.text, newId);
  const { title, cells, meta } = notebook;
  const { id, historyId } = await createNotebookWithCells(app, {
    workspaceId,
    title,
    folder: file.folder,
    cells: cells.length > 0 ? cells : [{ type: "ts" }],
    userId,
    prepare: (doc) => writeMeta(doc, meta),
  });
  return { id, historyId, title, notes };
}
