import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { changeTags, MAX_TAGS } from "@/lib/notebook/places/folders";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { notebooks } from "@/server/db/schema/notebooks";

type Organizing = Pick<App, "db" | "events">;

export interface Change {
  folder?: string;
  addTags: readonly string[];
  removeTags: readonly string[];
}

/** Puts notebooks into a folder and tags on and off them: all of them, or none where one is not there. */
export async function organizeNotebooks(
  app: Organizing,
  workspaceId: string,
  notebookIds: readonly string[],
  { folder, addTags, removeTags }: Change,
): Promise<void> {
  const ids = [...new Set(notebookIds)];
  await app.db.transaction(async (tx) => {
    const rows = await tx
      .select({ id: notebooks.id, title: notebooks.title, tags: notebooks.tags })
      .from(notebooks)
      .where(and(inArray(notebooks.id, ids), eq(notebooks.workspaceId, workspaceId), isNull(notebooks.deletedAt)))
      .orderBy(notebooks.id)
      .for("update");
    if (rows.length < ids.length)
      throw new QuireError("NOT_FOUND", "One of these notebooks is not here, or was deleted. Nothing was changed.");
    for (const { id, title, tags: before } of rows) {
      const tags = changeTags(before, addTags, removeTags);
      if (tags.length > MAX_TAGS)
        throw new QuireError("BAD_REQUEST", `“${title}” would have ${tags.length} tags; at most ${MAX_TAGS} fit.`);
      await tx
        .update(notebooks)
        .set({ tags, ...(folder !== undefined && { folder }) })
        .where(eq(notebooks.id, id));
    }
  });
  app.events.publish("workspace", workspaceId, { changed: "notebooks" });
}

/** Gives a folder another name or place; what lies in it and below comes along, deleted notebooks too. */
export async function moveFolder(app: Organizing, workspaceId: string, from: string, to: string): Promise<void> {
  if (from === "" || to === "") throw new QuireError("BAD_REQUEST", "A folder needs a name.");
  if (to.startsWith(`${from}/`)) throw new QuireError("BAD_REQUEST", "A folder cannot lie in itself.");
  const rows = await app.db
    .update(notebooks)
    .set({ folder: sql`${to}::text || substr(${notebooks.folder}, length(${from}::text) + 1)` })
    .where(
      and(
        eq(notebooks.workspaceId, workspaceId),
        sql`(${notebooks.folder} = ${from} or starts_with(${notebooks.folder}, ${`${from}/`}))`,
      ),
    )
    .returning({ id: notebooks.id });
  if (rows.length === 0) throw new QuireError("NOT_FOUND", "There is no such folder here any more.");
  app.events.publish("workspace", workspaceId, { changed: "notebooks" });
}
