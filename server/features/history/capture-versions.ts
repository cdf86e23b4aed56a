import { and, asc, desc, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import * as Y from "yjs";
import { type LogTime, type VersionPoint, versionPoints } from "@/lib/history/version-points";
import { versionsToDrop } from "@/lib/history/thin-versions";
import { type NotebookContent, sameContent } from "@/lib/history/notebook-diff";
import { newId } from "@/lib/ids";
import { readNotebook } from "@/lib/notebook/notebook-file";
import type { App } from "@/server/app";
import type { Database } from "@/server/db/database";
import { notebooks, notebookUpdates, notebookVersions } from "@/server/db/schema/notebooks";
import { advance } from "./log-state";

type Capturing = Pick<App, "db" | "events">;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/** More rows than these wait for the next time. */
const MAX_ROWS = 20_000;

/** One at a time changes a notebook's versions; its edits go on meanwhile. */
export const lockHistory = (tx: Transaction, notebookId: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`history ${notebookId}`}, 0))`);

const told = (app: Capturing, notebookId: string) => app.events.publish("history", notebookId, { changed: true });

interface Newest {
  id: string;
  seq: number;
  state: Uint8Array;
  editors: string[];
}

async function newestOf(tx: Transaction, notebookId: string): Promise<Newest | undefined> {
  const [newest] = await tx
    .select({
      id: notebookVersions.id,
      seq: notebookVersions.seq,
      state: notebookVersions.state,
      editors: notebookVersions.editors,
    })
    .from(notebookVersions)
    .where(eq(notebookVersions.notebookId, notebookId))
    .orderBy(desc(notebookVersions.seq))
    .limit(1);
  return newest;
}

async function timesAfter(tx: Transaction, notebookId: string, seq: number): Promise<LogTime[]> {
  const rows = await tx
    .select({ seq: notebookUpdates.seq, at: notebookUpdates.createdAt, userId: notebookUpdates.userId })
    .from(notebookUpdates)
    .where(and(eq(notebookUpdates.notebookId, notebookId), gt(notebookUpdates.seq, seq)))
    .orderBy(asc(notebookUpdates.seq))
    .limit(MAX_ROWS);
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

const contentOf = (doc: Y.Doc): NotebookContent => {
  const { cells, meta } = readNotebook(doc, null);
  return { cells, meta };
};

/** Gives the notebook the automatic versions that its log has earned by now. Returns how many. */
export async function captureVersions(app: Capturing, notebookId: string, now: Date): Promise<number> {
  const made = await app.db.transaction(async (tx) => {
    await lockHistory(tx, notebookId);
    const newest = await newestOf(tx, notebookId);
    const rows = await timesAfter(tx, notebookId, newest?.seq ?? 0);
    const points = versionPoints(rows, now.getTime(), newest === undefined);
    if (points.length === 0) return 0;
    const made = await keepPoints(tx, notebookId, newest, points);
    await thin(tx, notebookId, now);
    return made;
  });
  if (made > 0) told(app, notebookId);
  return made;
}

async function keepPoints(
  tx: Transaction,
  notebookId: string,
  newest: Newest | undefined,
  points: readonly VersionPoint[],
): Promise<number> {
  const doc = new Y.Doc();
  if (newest) Y.applyUpdate(doc, newest.state);
  let made = 0;
  let last = newest && { id: newest.id, seq: newest.seq, content: contentOf(doc) };
  for (const point of points) {
    await advance(tx, doc, notebookId, last?.seq ?? 0, point.seq);
    const content = contentOf(doc);
    const state = Y.encodeStateAsUpdate(doc);
    const alike = last && sameContent(last.content, content);
    // What was typed and taken back again, or values of inputs: the version there stands for it.
    if (last && alike) {
      await tx.update(notebookVersions).set({ seq: point.seq, state }).where(eq(notebookVersions.id, last.id));
      last = { ...last, seq: point.seq };
      continue;
    }
    const id = newId();
    const { seq, editors, at } = point;
    await tx.insert(notebookVersions).values({ id, notebookId, seq, editors, editedAt: new Date(at), state });
    last = { id, seq, content };
    made++;
  }
  doc.destroy();
  return made;
}

/** Drops what the rule lets go; who wrote in those is said of the version that follows. */
async function thin(tx: Transaction, notebookId: string, now: Date): Promise<void> {
  const versions = await tx
    .select({
      id: notebookVersions.id,
      at: notebookVersions.editedAt,
      name: notebookVersions.name,
      editors: notebookVersions.editors,
    })
    .from(notebookVersions)
    .where(eq(notebookVersions.notebookId, notebookId))
    .orderBy(asc(notebookVersions.seq));
  const dated = versions.map(({ id, at, name }) => ({ id, at: at.getTime(), named: name !== null }));
  const drop = new Set(versionsToDrop(dated, now.getTime()));
  if (drop.size === 0) return;
  let carried: string[] = [];
  for (const { id, editors } of versions) {
    const all = [...new Set([...editors, ...carried])];
    if (!drop.has(id) && all.length > editors.length)
      await tx.update(notebookVersions).set({ editors: all }).where(eq(notebookVersions.id, id));
    carried = drop.has(id) ? all : [];
  }
  await tx.delete(notebookVersions).where(inArray(notebookVersions.id, [...drop]));
}

/** All notebooks that were written in since their newest version; those after `signal` wait for the next time. */
export async function captureAll(app: Capturing & Pick<App, "log">, now: Date, signal?: AbortSignal): Promise<void> {
  const newest = app.db
    .select({ seq: sql`coalesce(max(${notebookVersions.seq}), 0)` })
    .from(notebookVersions)
    .where(eq(notebookVersions.notebookId, notebooks.id));
  const due = await app.db
    .select({ id: notebooks.id })
    .from(notebooks)
    .where(
      and(
        isNull(notebooks.deletedAt),
        sql`exists (select 1 from ${notebookUpdates} where ${notebookUpdates.notebookId} = ${notebooks.id} and ${notebookUpdates.seq} > (${newest}))`,
      ),
    );
  for (const { id } of due) {
    if (signal?.aborted) return;
    await captureVersions(app, id, now).catch((error: unknown) =>
      app.log.error({ notebookId: id, err: error }, "versions could not be kept"),
    );
  }
}
