import { and, desc, eq, sql } from "drizzle-orm";
import { isOver } from "@/lib/jobs/job-state";
import type { App } from "@/server/app";
import { checkpoints } from "@/server/db/schema/checkpoints";
import { jobs } from "@/server/db/schema/jobs";
import { models, modelVersions } from "@/server/db/schema/models";
import { executions } from "@/server/db/schema/notebooks";
import { sweeps, sweepTrials } from "@/server/db/schema/sweeps";
import { type RunSummary, summariesOf } from "./list-runs";
import { requireRun, type RunRow } from "./require-run";

export interface RunDetails extends RunSummary {
  hasSnapshot: boolean;
  /** The epoch after which it can go on elsewhere; null where it has kept nothing. 0 where that is not of a training. */
  checkpointEpoch: number | null;
  /** A job records it that is not over. */
  onServer: boolean;
  /** The cell that started it, where its execution is known. */
  cellId: string | null;
  /** The trial of a sweep that it records; `reason`: why that was stopped, or failed. */
  trial: { sweepId: string; name: string; number: number; reason: string | null } | null;
  models: {
    versionId: string;
    name: string;
    number: number;
    runtime: "onnx" | "tfjs";
    bytes: number;
    createdAt: Date;
  }[];
}

export async function runDetails(app: App, workspaceId: string, runId: string): Promise<RunDetails> {
  const run = await requireRun(app.db, workspaceId, runId);
  const [[summary], saved, [execution], [checkpoint], [job], trial] = await Promise.all([
    summariesOf(app, workspaceId, [runId]),
    savedModels(app, runId),
    app.db
      .select({ cellId: executions.cellId })
      .from(executions)
      .where(eq(executions.id, run.executionId ?? "")),
    app.db
      .select({ epoch: checkpoints.epoch })
      .from(checkpoints)
      .where(sql`${checkpoints.marks} ? ${runId}`)
      .orderBy(desc(checkpoints.createdAt), desc(checkpoints.epoch))
      .limit(1),
    app.db
      .select({ status: jobs.status })
      .from(jobs)
      .where(eq(jobs.id, run.jobId ?? "")),
    trialOf(app, run),
  ]);
  if (!summary) throw new Error(`run ${runId} has no summary`);
  const standing = {
    checkpointEpoch: checkpoint ? (checkpoint.epoch ?? 0) : null,
    onServer: job ? !isOver(job.status) : false,
  };
  return {
    ...summary,
    hasSnapshot: run.snapshotHash !== null,
    cellId: execution?.cellId ?? run.cellId,
    trial,
    models: saved,
    ...standing,
  };
}

async function trialOf(app: App, { id, sweepId, trial }: RunRow): Promise<RunDetails["trial"]> {
  if (sweepId === null || trial === null) return null;
  const [row] = await app.db
    .select({ name: sweeps.name, reason: sweepTrials.reason })
    .from(sweeps)
    .leftJoin(sweepTrials, and(eq(sweepTrials.sweepId, sweeps.id), eq(sweepTrials.runId, id)))
    .where(eq(sweeps.id, sweepId));
  return row ? { sweepId, number: trial, ...row } : null;
}

function savedModels(app: App, runId: string) {
  return app.db
    .select({
      versionId: modelVersions.id,
      name: models.name,
      number: modelVersions.number,
      runtime: modelVersions.runtime,
      bytes: modelVersions.bytes,
      createdAt: modelVersions.createdAt,
    })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(eq(modelVersions.runId, runId))
    .orderBy(desc(modelVersions.createdAt));
}
