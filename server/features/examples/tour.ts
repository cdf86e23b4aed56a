import { and, eq, isNull, sql } from "drizzle-orm";
import { TOUR } from "@/lib/examples/catalogue";
import { type Role, roleRank } from "@/lib/protocol/workspace";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { user } from "@/server/db/schema/auth";
import { notebooks, tours } from "@/server/db/schema/notebooks";
import { members } from "@/server/db/schema/people";
import { bringExample } from "@/server/features/datasets/example-imports";
import { insertNotebook } from "@/server/features/notebooks/create-notebook";
import { readExample } from "./create-example";

const FOLDER = "Tours";

/**
 * The notebook in which a person learns Quire. Who may write has one of their own, made when it is first asked for and again when it
 * was deleted, so that nobody learns in another's text; the others look at the workspace's. Null where that was deleted.
 */
export async function openTour(
  app: App,
  { id: workspaceId, role }: { id: string; role: Role },
  userId: string,
): Promise<string | null> {
  const own = await findTour(app.db, workspaceId, userId);
  if (own !== null) return own;
  if (roleRank[role] < roleRank.editor) return findTour(app.db, workspaceId, null);
  await bringExample(app, workspaceId, TOUR);
  const id = await makeTour(app, workspaceId, userId);
  app.events.publish("workspace", workspaceId, { changed: "notebooks" });
  return id;
}

/** Notes that the notebook is the tour of that person, or of the workspace; one before it is a notebook like others. */
export async function keepTour(
  on: Queryable,
  workspaceId: string,
  userId: string | null,
  notebookId: string,
): Promise<void> {
  await on
    .insert(tours)
    .values({ workspaceId, userId, notebookId })
    .onConflictDoUpdate({ target: [tours.workspaceId, tours.userId], set: { notebookId } });
}

async function findTour(on: Queryable, workspaceId: string, userId: string | null): Promise<string | null> {
  const [found] = await on
    .select({ id: notebooks.id })
    .from(tours)
    .innerJoin(notebooks, eq(notebooks.id, tours.notebookId))
    .where(
      and(
        eq(tours.workspaceId, workspaceId),
        sql`${tours.userId} is not distinct from ${userId}`,
        isNull(notebooks.deletedAt),
      ),
    );
  return found?.id ?? null;
}

async function makeTour(app: App, workspaceId: string, userId: string): Promise<string> {
  const { cells } = await readExample(TOUR);
  return app.db.transaction(async (tx) => {
    const name = await lockMember(tx, workspaceId, userId);
    // Another call may have made it meanwhile.
    const there = await findTour(tx, workspaceId, userId);
    if (there !== null) return there;
    const title = `Tour of Quire – ${name}`;
    const { id } = await insertNotebook(tx, { workspaceId, title, cells, userId, folder: FOLDER });
    await keepTour(tx, workspaceId, userId, id);
    return id;
  });
}

/** Holds off the person's other calls until the transaction ends. Answers their name. */
async function lockMember(tx: Queryable, workspaceId: string, userId: string): Promise<string> {
  const [row] = await tx
    .select({ name: user.name })
    .from(members)
    .innerJoin(user, eq(user.id, members.userId))
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)))
    .for("update", { of: members });
  if (!row)
    throw new QuireError("NOT_FOUND", "You are no member of this workspace any more. Ask an owner for an invite.");
  return row.name;
}
