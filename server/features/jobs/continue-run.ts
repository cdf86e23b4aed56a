import { and, eq, ne, sql } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import { jobLimitsSchema, type JobSpec } from "@/lib/protocol/job";
import type { RunSnapshot } from "@/lib/protocol/run";
import type { App } from "@/server/app";
import { checkpoints } from "@/server/db/schema/checkpoints";
import { jobs } from "@/server/db/schema/jobs";
import { runs } from "@/server/db/schema/runs";
import { announceChange } from "@/server/features/runs/announce";
import { requireRun, type RunRow } from "@/server/features/runs/require-run";
import { readSnapshot } from "@/server/features/runs/snapshot";
import { announceQueued, cancelJob, insertJob } from "./ledger";
import { pinDatasets, sliceOf } from "./slice";

export type ContinuingApp = Pick<App, "db" | "blobs" | "events" | "log" | "rooms">;

export interface OwnRun {
  workspaceId: string;
  /** Only who started a run can move it. */
  userId: string;
  runId: string;
}

/** A run that can go on elsewhere: it is the person's, of a cell that is there, has not finished, and has kept something. */
async function requireMovable(app: ContinuingApp, { workspaceId, userId, runId }: OwnRun) {
  const run = await requireRun(app.db, workspaceId, runId);
  const { name, number, cellId, notebookId } = run;
  if (run.userId !== userId)
    throw new QuireError("FORBIDDEN", `Only who started ${name} #${number} can move it. Start a run of your own.`);
  if (run.status === "finished") throw new QuireError("CONFLICT", `${name} #${number} has finished. Start a new run.`);
  if (cellId === null || notebookId === null)
    throw new QuireError("CONFLICT", `${name} #${number} was not started by a cell of a notebook that is still there.`);
  if (!(await hasCheckpoint(app, runId)))
    throw new QuireError(
      "CONFLICT",
      `${name} #${number} has kept no checkpoint to go on from. Train with run.fitCallbacks({ checkpoint: true }).`,
    );
  return { ...run, cellId, notebookId };
}

async function hasCheckpoint(app: ContinuingApp, runId: string): Promise<boolean> {
  const [found] = await app.db
    .select({ id: checkpoints.id })
    .from(checkpoints)
    .where(sql`${checkpoints.marks} ? ${runId}`)
    .limit(1);
  return found !== undefined;
}

/** The cells as they were when the run began: what goes on must be the same program. */
function refuseChanged(
  { name, number }: RunRow,
  spec: Pick<JobSpec, "cells" | "notebook">,
  snapshot: RunSnapshot,
): void {
  const before = new Map(snapshot.cells.map(({ id, source }) => [id, source]));
  const now = new Map(spec.notebook.map(({ id, source }) => [id, source]));
  if (spec.cells.some(({ id }) => before.get(id) !== now.get(id)))
    throw new QuireError(
      "CONFLICT",
      `The cells of ${name} #${number} have changed since it began. Bring them back (History), or start a new run.`,
    );
}

/**
 * Lets a run go on from its newest checkpoint on a server worker: with the cells, seed, packages and dataset versions that it began with.
 * From then on only that job records to it.
 */
export async function continueOnServer(app: ContinuingApp, own: OwnRun): Promise<{ jobId: string }> {
  const run = await requireMovable(app, own);
  if (run.jobId !== null && (await isUnderWay(app, run.jobId)))
    throw new QuireError("CONFLICT", `${run.name} #${run.number} is on a server already.`);
  const snapshot = await readSnapshot(app, run);
  const { spec } = await app.rooms.look(run.notebookId, (doc) => sliceOf(doc, [run.cellId]));
  refuseChanged(run, spec, snapshot);
  const pinned = Object.fromEntries(snapshot.datasets.map(({ name, number }) => [name, number]));
  const datasets = await pinDatasets(app, own.workspaceId, pinned);
  const jobId = await app.db.transaction(async (tx) => {
    const id = await insertJob(tx, {
      workspaceId: own.workspaceId,
      notebookId: run.notebookId,
      userId: own.userId,
      spec: { ...spec, datasets, seed: snapshot.seed, packages: { ...spec.packages, ...snapshot.locks } },
      needs: { labels: [] },
      limits: jobLimitsSchema.parse({}),
    });
    const moved = { jobId: id, attemptId: null, status: "lost" as const };
    await tx
      .update(runs)
      .set(moved)
      .where(and(eq(runs.id, run.id), ne(runs.status, "finished")));
    return id;
  });
  announceQueued(app, jobId, run.notebookId);
  announceChange(app, run);
  return { jobId };
}

async function isUnderWay(app: ContinuingApp, jobId: string): Promise<boolean> {
  const [job] = await app.db.select({ status: jobs.status }).from(jobs).where(eq(jobs.id, jobId));
  return job?.status === "queued" || job?.status === "running";
}

/** Takes a run from its job, for a kernel of the person's own to go on with it. What runs of the job ends. */
export async function takeFromServer(
  app: ContinuingApp,
  own: OwnRun,
  name: string,
): Promise<{ cellId: string; seed: number }> {
  const run = await requireMovable(app, own);
  const { jobId, cellId } = run;
  const { seed } = await readSnapshot(app, run);
  if (jobId !== null) await cancelJob(app, jobId, `It goes on in the browser of ${name}.`);
  await app.db
    .update(runs)
    .set({ jobId: null, attemptId: null, status: "lost" })
    .where(and(eq(runs.id, run.id), ne(runs.status, "finished")));
  announceChange(app, run);
  return { cellId, seed };
}
