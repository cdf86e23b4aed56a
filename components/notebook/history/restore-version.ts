import { errorText } from "@/components/trpc/error-text";
import { toast } from "@/components/ui/toast";
import type { NotebookContent } from "@/lib/history/notebook-diff";
import { restoreCell, restoreNotebook } from "@/lib/history/restore";
import type { CollabClient } from "../collab-client";
import type { NotebookSession } from "../notebook-session";

const PATIENCE_MS = 10_000;

/** Whether the server has, within a while, all that was written here: else what is kept would lack it. */
function untilSaved(collab: CollabClient): Promise<boolean> {
  const isSaved = () => collab.getSnapshot().saved === "saved";
  if (isSaved() || collab.getSnapshot().connection !== "connected") return Promise.resolve(isSaved());
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stop();
      resolve(isSaved());
    };
    const timer = setTimeout(end, PATIENCE_MS);
    const stop = collab.subscribe(() => isSaved() && end());
  });
}

/**
 * Brings back a version, or one cell of it, as this person's edit: others see it as it is made, undo takes it back in one
 * step. What was there before becomes a version first. Returns whether it was done.
 */
async function restore(session: NotebookSession, said: string, edit: (origin: object) => void): Promise<boolean> {
  const { api, workspace, notebookId } = session.options;
  if (!(await untilSaved(session.collab))) {
    toast.error("Your last edits are not saved yet, so nothing was restored. Try again when they are.");
    return false;
  }
  try {
    await api.history.keep.mutate({ workspace, notebookId, name: null });
  } catch (error) {
    toast.error(`Nothing was restored: ${errorText(error).message}`);
    return false;
  }
  const before = session.undo.last;
  edit(session.undo.structure);
  const step = session.undo.last;
  if (step === before) toast.message("It is like that already.");
  else toast.undo(said, () => session.actions.takeBack(step));
  return true;
}

export const restoreWhole = (session: NotebookSession, content: NotebookContent, name: string): Promise<boolean> =>
  restore(session, `“${name}” is restored.`, (origin) => restoreNotebook(session.doc, content, origin));

export const restoreOne = (session: NotebookSession, content: NotebookContent, cellId: string): Promise<boolean> =>
  restore(session, "The cell is restored.", (origin) => restoreCell(session.doc, content, cellId, origin));
