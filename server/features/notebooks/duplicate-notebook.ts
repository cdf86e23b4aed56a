import { readNotebook, writeMeta } from "@/lib/notebook/notebook-file";
import { copyInputs } from "@/lib/notebook/inputs";
import type { App } from "@/server/app";
import { requireNotebook } from "./access";
import { createNotebookWithCells } from "./create-notebook";

const MAX_TITLE = 200;
const SUFFIX = " (copy)";

/** A notebook of its own with the same cells, settings, lock and shared inputs, beside the first. What ran stays with that one. */
export async function duplicateNotebook(
  app: Pick<App, "db" | "events" | "rooms">,
  workspaceId: string,
  notebookId: string,
  userId: string,
): Promise<{ id: string; historyId: string; title: string }> {
  const { title: first, folder, tags } = await requireNotebook(app, workspaceId, notebookId);
  const title = `${first.slice(0, MAX_TITLE - SUFFIX.length)}${SUFFIX}`;
  const made = await app.rooms.look(notebookId, (source) => {
    const { cells, meta } = readNotebook(source, title);
    return createNotebookWithCells(app, {
      workspaceId,
      title,
      folder,
      tags,
      cells,
      userId,
      prepare: (doc) => {
        writeMeta(doc, meta);
        copyInputs(source, doc);
      },
    });
  });
  return { ...made, title };
}
