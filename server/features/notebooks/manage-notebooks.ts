import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { closeCodes } from "@/lib/collab/protocol";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { notebookRenames, notebooks } from "@/server/db/schema/notebooks";
import { cancelJobsOf } from "@/server/features/jobs/ledger";
import { NOTEBOOK_DELETED } from "@/server/features/jobs/may-run";

type Managing = Pick<App, "db" | "events" | "log" | "rooms">;

const changed = (app: Managing, workspaceId: string) =>
  app.events.publish("workspace", workspaceId, { changed: "notebooks" });

export async function renameNotebook(
  app: Managing,
  workspaceId: string,
  notebookId: string,
  userId: string,
  title: string,
): Promise<void> {
  await app.db.transaction(async (tx) => {
    const [row] = await tx
      .select({ before: notebooks.title })
      .from(notebooks)
      .where(and(eq(notebooks.id, notebookId), eq(notebooks.workspaceId, workspaceId), isNull(notebooks.deletedAt)))
      .for("update");
    if (!row) throw new QuireError("NOT_FOUND", "There is no such notebook here, or it was deleted.");
    if (row.before === title) return;
    await tx
      .update(notebooks)
      .set({ title, updatedAt: sql`now()` })
      .where(eq(notebooks.id, notebookId));
    await tx.insert(notebookRenames).values({ notebookId, before: row.before, title, userId });
  });
  changed(app, workspaceId);
  app.events.publish("history", notebookId, { changed: true });
}

/** Takes the notebook out of the list and sends everyone in it away; nothing of it is lost until it is restored. */
export async function deleteNotebook(
  app: Managing,
  workspaceId: string,
  notebookId: string,
  userId: string,
): Promise<void> {
  const rows = await app.db
    .update(notebooks)
    .set({ deletedAt: sql`now()`, deletedBy: userId })
    .where(and(eq(notebooks.id, notebookId), eq(notebooks.workspaceId, workspaceId), isNull(notebooks.deletedAt)))
    .returning({ id: notebooks.id });
  if (rows.length === 0)
    throw new QuireError("NOT_FOUND", "There is no such notebook here, or it was deleted already.");
  await app.rooms.expel(notebookId, closeCodes.gone, "The notebook was deleted.");
  await cancelJobsOf(app, notebookId, NOTEBOOK_DELETED);
  changed(app, workspaceId);
}

export async function restoreNotebook(app: Managing, workspaceId: string, notebookId: string): Promise<void> {
  const rows = await app.db
    .update(notebooks)
    .set({ deletedAt: null, deletedBy: null })
    .where(and(eq(notebooks.id, notebookId), eq(notebooks.workspaceId, workspaceId), isNotNull(notebooks.deletedAt)))
    .returning({ id: notebooks.id });
  if (rows.length === 0) throw new QuireError("NOT_FOUND", "There is no such deleted notebook here.");
  changed(app, workspaceId);
}
