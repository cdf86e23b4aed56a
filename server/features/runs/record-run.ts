import { and, eq, sql } from "drizzle-orm";
import type { PackageLocks } from "@/lib/packages/lock";
import { QuireError } from "@/lib/protocol/errors";
import type { MetricPoint, RunParams } from "@/lib/protocol/run";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { runDatasets, runLatestMetrics, runs } from "@/server/db/schema/runs";
import { announceChange, announcePoints } from "./announce";
import { type Recording, requireRecording, requireRun } from "./require-run";
import { addLocks, refreshSnapshot } from "./snapshot";
import { requireVersions } from "./start-run";

export const MAX_METRIC_KEYS = 500;
export const MAX_PARAMS = 1000;

/** Keeps the points; a value for a step that has one replaces it, so that a batch sent twice does no harm. */
export async function logPoints(app: App, recording: Recording, points: MetricPoint[]): Promise<void> {
  const run = await requireRecording(app, recording);
  const last = new Map(points.map((point) => [`${point.step}:${point.key}`, point]));
  const distinct = [...last.values()];
  await app.db.transaction(async (tx) => {
    await insertPoints(tx, run.id, distinct);
    await insertLatest(tx, run.id, distinct);
    const [count] = await tx
      .select({ keys: sql<number>`count(*)::int` })
      .from(runLatestMetrics)
      .where(eq(runLatestMetrics.runId, run.id));
    if ((count?.keys ?? 0) > MAX_METRIC_KEYS)
      throw new QuireError(
        "UNPROCESSABLE",
        `A run can have ${MAX_METRIC_KEYS} metrics at most. Log fewer names, and tell steps apart by number.`,
      );
  });
  announcePoints(app, run, distinct);
}

/** One statement with three arrays, however many points. */
function columnsOf(points: readonly MetricPoint[]) {
  const keys = sql.param(points.map(({ key }) => key));
  const steps = sql.param(points.map(({ step }) => step));
  const values = sql.param(points.map(({ value }) => value));
  return sql`unnest(${keys}::text[], ${steps}::int[], ${values}::float8[]) as p(key, step, value)`;
}

async function insertPoints(db: Queryable, runId: string, points: readonly MetricPoint[]): Promise<void> {
  await db.execute(sql`
    insert into run_metrics (run_id, key, step, value)
    select ${runId}, p.key, p.step, p.value from ${columnsOf(points)}
    on conflict (run_id, key, step) do update set value = excluded.value, at = now()`);
}

async function insertLatest(db: Queryable, runId: string, points: readonly MetricPoint[]): Promise<void> {
  // In order of key, so that two batches at once take the rows' locks in the same order.
  await db.execute(sql`
    insert into run_latest_metrics (run_id, key, step, value)
    select distinct on (p.key) ${runId}, p.key, p.step, p.value from ${columnsOf(points)} order by p.key, p.step desc
    on conflict (run_id, key) do update set step = excluded.step, value = excluded.value
    where excluded.step >= run_latest_metrics.step`);
}

export async function setParams(app: App, recording: Recording, params: RunParams): Promise<void> {
  const run = await requireRecording(app, recording);
  const added = JSON.stringify(params);
  await app.db.transaction(async (tx) => {
    const [changed] = await tx
      .update(runs)
      .set({ params: sql`${runs.params} || ${added}::jsonb` })
      .where(eq(runs.id, run.id))
      .returning({ params: runs.params });
    if (changed && Object.keys(changed.params).length > MAX_PARAMS)
      throw new QuireError("UNPROCESSABLE", `A run can have ${MAX_PARAMS} params at most.`);
  });
  announceChange(app, run);
}

/** Asked again after a lost answer, it agrees. */
export async function finishRun(
  app: App,
  recording: Recording,
  status: "finished" | "failed" | "cancelled",
): Promise<void> {
  const known = await requireRun(app.db, recording.workspaceId, recording.runId);
  if (known.status === status && known.userId === recording.userId && known.jobId === recording.jobId) return;
  const run = await requireRecording(app, recording);
  await app.db
    .update(runs)
    .set({ status, endedAt: new Date() })
    .where(and(eq(runs.id, run.id), eq(runs.status, "running")));
  announceChange(app, run);
}

export async function setHandOver(app: App, recording: Recording, handOver: boolean): Promise<void> {
  const run = await requireRecording(app, recording);
  await app.db.update(runs).set({ handOver }).where(eq(runs.id, run.id));
}

/** The kernel has loaded more datasets since the run began: they are its inputs too. */
export async function addDatasets(app: App, recording: Recording, versionIds: readonly string[]): Promise<void> {
  const run = await requireRecording(app, recording);
  const versions = await requireVersions(app, recording.workspaceId, versionIds);
  if (versions.length === 0) return;
  await app.db
    .insert(runDatasets)
    .values(versions.map(({ id }) => ({ runId: run.id, datasetVersionId: id })))
    .onConflictDoNothing();
  await refreshSnapshot(app, run);
  announceChange(app, run);
}

/** So are packages that it has imported since. */
export async function addPackages(app: App, recording: Recording, locks: PackageLocks): Promise<void> {
  await addLocks(app, await requireRecording(app, recording), locks);
}
