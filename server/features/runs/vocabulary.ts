import { desc, eq, sql } from "drizzle-orm";
import type { Vocabulary } from "@/lib/runs/query/complete";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { datasets } from "@/server/db/schema/datasets";
import { notebooks } from "@/server/db/schema/notebooks";
import { runLatestMetrics, runs } from "@/server/db/schema/runs";

/** Enough to choose columns and complete a query from; the newest runs say what matters. */
const RECENT = 500;
const MOST = 200;

/** What the workspace's newest runs have: names of params, metrics, runs, people, notebooks and datasets. */
export async function vocabularyOf(app: App, workspaceId: string): Promise<Vocabulary> {
  const recent = app.db
    .select({ id: runs.id, name: runs.name, params: runs.params, userId: runs.userId, notebookId: runs.notebookId })
    .from(runs)
    .where(eq(runs.workspaceId, workspaceId))
    .orderBy(desc(runs.createdAt))
    .limit(RECENT)
    .as("recent");
  const [params, metrics, names, people, titles, sets] = await Promise.all([
    app.db
      .selectDistinct({ text: sql<string>`jsonb_object_keys(${recent.params})` })
      .from(recent)
      .limit(MOST),
    app.db
      .selectDistinct({ text: runLatestMetrics.key })
      .from(runLatestMetrics)
      .innerJoin(recent, eq(recent.id, runLatestMetrics.runId))
      .limit(MOST),
    app.db.selectDistinct({ text: recent.name }).from(recent).limit(MOST),
    app.db.selectDistinct({ text: user.name }).from(recent).innerJoin(user, eq(user.id, recent.userId)).limit(MOST),
    app.db
      .selectDistinct({ text: notebooks.title })
      .from(recent)
      .innerJoin(notebooks, eq(notebooks.id, recent.notebookId))
      .limit(MOST),
    app.db
      .selectDistinct({ text: datasets.name })
      .from(datasets)
      .where(eq(datasets.workspaceId, workspaceId))
      .limit(MOST),
  ]);
  const texts = (rows: { text: string }[]) => rows.map(({ text }) => text).sort();
  return {
    params: texts(params),
    metrics: texts(metrics),
    names: texts(names),
    people: texts(people),
    notebooks: texts(titles),
    datasets: texts(sets),
  };
}
