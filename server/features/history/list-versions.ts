import { and, desc, eq, gt, inArray, sql } from "drizzle-orm";
import { titleAt } from "@/lib/history/titles";
import type { Timeline, VersionPerson } from "@/lib/history/version";
import { editorsOf } from "@/lib/history/version-points";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { notebookRenames, notebookUpdates, notebookVersions } from "@/server/db/schema/notebooks";
import { requireNotebook } from "@/server/features/notebooks/access";

export const GONE = "Someone who left";

/** Names by user id. */
export async function peopleOf(app: Pick<App, "db">, ids: readonly string[]): Promise<Map<string, VersionPerson>> {
  const unique = [...new Set(ids)];
  if (unique.length === 0) return new Map();
  const rows = await app.db.select({ id: user.id, name: user.name }).from(user).where(inArray(user.id, unique));
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return new Map(unique.map((id) => [id, { id, name: names.get(id) ?? GONE }]));
}

/** All versions of the notebook, the newest first, and what was written since. */
export async function listVersions(app: Pick<App, "db">, workspaceId: string, notebookId: string): Promise<Timeline> {
  const { title } = await requireNotebook(app, workspaceId, notebookId);
  const versions = await app.db
    .select({
      id: notebookVersions.id,
      seq: notebookVersions.seq,
      name: notebookVersions.name,
      at: notebookVersions.editedAt,
      editors: notebookVersions.editors,
      keptAt: notebookVersions.createdAt,
    })
    .from(notebookVersions)
    .where(eq(notebookVersions.notebookId, notebookId))
    .orderBy(desc(notebookVersions.seq));
  const since = await writtenAfter(app, notebookId, versions[0]?.seq ?? 0);
  const renames = await renamesOf(app, notebookId);
  const people = await peopleOf(app, [
    ...versions.flatMap(({ editors }) => editors),
    ...(since?.editors ?? []),
    ...renames.flatMap(({ userId }) => userId ?? []),
  ]);
  const named = (ids: readonly string[]) => ids.flatMap((id) => people.get(id) ?? []);
  return {
    versions: versions.map(({ id, name, at, editors, keptAt }) => ({
      id,
      name,
      at,
      editors: named(editors),
      title: titleAt(keptAt, renames, title),
    })),
    renames: renames.map(({ userId, ...rename }) => ({ ...rename, by: people.get(userId ?? "") ?? null })),
    title,
    since: since && { at: since.at, editors: named(since.editors) },
  };
}

const MAX_RENAMES = 500;

function renamesOf(app: Pick<App, "db">, notebookId: string) {
  const { id, createdAt: at, before, title, userId } = notebookRenames;
  return app.db
    .select({ id, at, before, title, userId })
    .from(notebookRenames)
    .where(eq(notebookRenames.notebookId, notebookId))
    .orderBy(desc(notebookRenames.id))
    .limit(MAX_RENAMES);
}

async function writtenAfter(app: Pick<App, "db">, notebookId: string, seq: number) {
  const rows = await app.db
    .select({ userId: notebookUpdates.userId, at: sql<string>`max(${notebookUpdates.createdAt})` })
    .from(notebookUpdates)
    .where(and(eq(notebookUpdates.notebookId, notebookId), gt(notebookUpdates.seq, seq)))
    .groupBy(notebookUpdates.userId)
    .orderBy(sql`max(${notebookUpdates.seq})`);
  const last = rows.at(-1);
  return last ? { at: new Date(last.at), editors: editorsOf(rows) } : null;
}
