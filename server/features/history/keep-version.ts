import { and, count, desc, eq, gt, isNotNull, sql } from "drizzle-orm";
import * as Y from "yjs";
import { editorsOf } from "@/lib/history/version-points";
import { newId } from "@/lib/ids";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { notebookUpdates, notebookVersions } from "@/server/db/schema/notebooks";
import { requireNotebook } from "@/server/features/notebooks/access";
import { lockHistory, type Transaction } from "./capture-versions";
import { documentAt } from "./log-state";

/** Far more than anyone looks through, few enough for one answer. */
const MAX_NAMED = 500;

interface Keeping {
  workspaceId: string;
  notebookId: string;
  userId: string;
  /** Null for a version that is only to be there, like those that the server keeps by itself. */
  name: string | null;
}

/** Keeps the notebook as it is now; the version that holds just that already, where there is one. */
export async function keepVersion(
  app: Pick<App, "db" | "events" | "rooms">,
  keeping: Keeping,
): Promise<{ id: string }> {
  const { notebookId } = keeping;
  await requireNotebook(app, keeping.workspaceId, notebookId);
  await app.rooms.settled(notebookId);
  const id = await app.db.transaction(async (tx) => {
    await lockHistory(tx, notebookId);
    if (keeping.name !== null) await checkRoom(tx, notebookId);
    return keepNow(tx, keeping);
  });
  app.events.publish("history", notebookId, { changed: true });
  return { id };
}

async function checkRoom(tx: Transaction, notebookId: string): Promise<void> {
  const [row] = await tx
    .select({ named: count() })
    .from(notebookVersions)
    .where(and(eq(notebookVersions.notebookId, notebookId), isNotNull(notebookVersions.name)));
  if ((row?.named ?? 0) >= MAX_NAMED)
    throw new QuireError(
      "TOO_LARGE",
      `A notebook keeps at most ${MAX_NAMED} named versions. Take the name from one first.`,
    );
}

async function keepNow(tx: Transaction, { notebookId, name, userId }: Keeping): Promise<string> {
  const [newest] = await tx
    .select({ id: notebookVersions.id, seq: notebookVersions.seq, name: notebookVersions.name })
    .from(notebookVersions)
    .where(eq(notebookVersions.notebookId, notebookId))
    .orderBy(desc(notebookVersions.seq))
    .limit(1);
  const rows = await tx
    .select({ seq: notebookUpdates.seq, userId: notebookUpdates.userId, at: notebookUpdates.createdAt })
    .from(notebookUpdates)
    .where(and(eq(notebookUpdates.notebookId, notebookId), gt(notebookUpdates.seq, newest?.seq ?? 0)))
    .orderBy(notebookUpdates.seq);
  const last = rows.at(-1);
  const named = { name, namedBy: name === null ? null : userId };
  if (!last) {
    if (!newest) throw new QuireError("NOT_FOUND", "The notebook has no content yet.");
    if (name !== null && newest.name !== null)
      throw new QuireError(
        "CONFLICT",
        `Nothing has changed since the version “${newest.name}”. Rename that one, or edit first.`,
      );
    // It stands for this moment, and for the title of this moment.
    if (name !== null)
      await tx
        .update(notebookVersions)
        .set({ ...named, createdAt: sql`now()` })
        .where(eq(notebookVersions.id, newest.id));
    return newest.id;
  }
  const doc = await documentAt(tx, notebookId, last.seq);
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  const id = newId();
  await tx
    .insert(notebookVersions)
    .values({ id, notebookId, seq: last.seq, editors: editorsOf(rows), editedAt: last.at, state, ...named });
  return id;
}

/** Gives a version a name, another one, or none: then it is kept like those that the server keeps by itself. */
export async function nameVersion(
  app: Pick<App, "db" | "events">,
  { workspaceId, notebookId, userId, name }: Keeping,
  versionId: string,
): Promise<void> {
  await requireNotebook(app, workspaceId, notebookId);
  await app.db.transaction(async (tx) => {
    await lockHistory(tx, notebookId);
    if (name !== null) await checkRoom(tx, notebookId);
    const renamed = await tx
      .update(notebookVersions)
      .set({ name, namedBy: name === null ? null : userId })
      .where(and(eq(notebookVersions.id, versionId), eq(notebookVersions.notebookId, notebookId)))
      .returning({ id: notebookVersions.id });
    if (renamed.length === 0) throw noVersion();
  });
  app.events.publish("history", notebookId, { changed: true });
}

export const noVersion = () =>
  new QuireError("NOT_FOUND", "There is no such version. Old automatic ones are thinned out: look in the timeline.");
