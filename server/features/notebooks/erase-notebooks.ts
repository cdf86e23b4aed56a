import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { notebooks } from "@/server/db/schema/notebooks";
import { audit } from "@/server/features/people/audit";

/**
 * Deletes notebooks of the bin for good, with their history and results: all of them, or none where one is not in the bin. Runs and
 * models that were made in them stay, with the code that they keep themselves.
 */
export async function eraseNotebooks(
  app: Pick<App, "db" | "events">,
  workspaceId: string,
  notebookIds: readonly string[],
  userId: string,
): Promise<void> {
  const ids = [...new Set(notebookIds)];
  await app.db.transaction(async (tx) => {
    const rows = await tx
      .delete(notebooks)
      .where(and(inArray(notebooks.id, ids), eq(notebooks.workspaceId, workspaceId), isNotNull(notebooks.deletedAt)))
      .returning({ id: notebooks.id, title: notebooks.title });
    if (rows.length < ids.length)
      throw new QuireError("NOT_FOUND", "One of these notebooks is not in the bin any more. Nothing was deleted.");
    for (const { id, title } of rows)
      await audit({ db: tx }, { workspaceId, userId, action: "notebook.erase", target: id, details: { title } });
  });
  app.events.publish("workspace", workspaceId, { changed: "notebooks" });
}
