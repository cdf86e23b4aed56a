import { errorText } from "@/components/trpc/error-text";
import { toast } from "@/components/ui/toast";
import type { NotebookContent } from "@/lib/history/notebook-diff";
import type { Version } from "@/lib/history/version";
import { restoreCell, restoreNotebook } from "@/lib/history/restore";
import type { CollabClient } from "../collab-client";
import type { NotebookSession } from "../notebook-session";
import { type TitleChange, versionLabel } from "./version-words";

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
async function restore(
  session: NotebookSession,
  said: string,
  edit: (origin: object) => void,
  title: TitleChange | null = null,
): Promise<boolean> {
  const { api, workspace, notebookId } = session.options;
  if (!(await untilSaved(session.collab))) {
    toast.error("Your last edits are not saved yet, so nothing was restored. Try again when they are.");
    return false;
  }
  try {
    await api.history.keep.mutate({ workspace, notebookId, name: null });
    if (title) await rename(session, title.before);
  } catch (error) {
    toast.error(`Nothing was restored: ${errorText(error).message}`);
    return false;
  }
  const before = session.undo.last;
  edit(session.undo.structure);
  const step = session.undo.last;
  if (step === before && !title) toast.message("It is like that already.");
  else
    toast.undo(said, () => {
      if (step !== before) session.actions.takeBack(step);
      if (title) renameBack(session, title.after);
    });
  return true;
}

/** The cells, and what the notebook was called then. */
export const restoreWhole = (
  session: NotebookSession,
  content: NotebookContent,
  version: Version,
  titleNow: string | null,
): Promise<boolean> =>
  restore(
    session,
    `“${versionLabel(version)}” is restored.`,
    (origin) => restoreNotebook(session.doc, content, origin),
    titleNow === null || titleNow === version.title ? null : { before: version.title, after: titleNow },
  );

/** Others see it at once: the page asks for the title when the server says that it has changed. */
async function rename({ options: { api, workspace, notebookId } }: NotebookSession, title: string): Promise<void> {
  await api.notebooks.rename.mutate({ workspace, notebookId, title });
}

function renameBack(session: NotebookSession, title: string): void {
  rename(session, title).catch((error: unknown) => toast.error(errorText(error).message));
}

export async function restoreTitle(session: NotebookSession, { before, after }: TitleChange): Promise<void> {
  try {
    await rename(session, before);
  } catch (error) {
    return toast.error(errorText(error).message);
  }
  toast.undo(`It is called “${before}” again.`, () => renameBack(session, after));
}

export const restoreOne = (session: NotebookSession, content: NotebookContent, cellId: string): Promise<boolean> =>
  restore(session, "The cell is restored.", (origin) => restoreCell(session.doc, content, cellId, origin));
