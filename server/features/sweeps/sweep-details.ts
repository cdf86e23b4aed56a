import { and, eq, isNull, or } from "drizzle-orm";
import type { SweepState } from "@/lib/protocol/sweep";
import type { SweepPlan } from "@/lib/sweeps/sweep";
import { isOver } from "@/lib/jobs/job-state";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { jobAttempts, jobs } from "@/server/db/schema/jobs";
import { executions, notebooks } from "@/server/db/schema/notebooks";
import { runs } from "@/server/db/schema/runs";
import { sweepJobs, sweepTrials } from "@/server/db/schema/sweeps";
import { requireSweep, type SweepRow, sweepState } from "./trials";

export interface SweepDetails extends SweepState {
  id: string;
  name: string;
  plan: SweepPlan;
  total: number;
  notebook: { id: string; title: string } | null;
  cellId: string;
  person: { id: string; name: string } | null;
  /** Jobs that work for it on workers, or wait to. */
  jobs: number;
  /** What went wrong in jobs that were to work for it. */
  failures: string[];
  /** Nobody works for it any more, though trials are left. */
  interrupted: boolean;
  createdAt: Date;
  endedAt: Date | null;
}

export async function sweepDetails(app: App, workspaceId: string, sweepId: string): Promise<SweepDetails> {
  const row = await requireSweep(app.db, workspaceId, sweepId);
  const [state, [notebook], [person], helpers, led] = await Promise.all([
    sweepState(app.db, row),
    app.db.select({ id: notebooks.id, title: notebooks.title }).from(notebooks).where(eq(notebooks.id, row.notebookId)),
    app.db
      .select({ id: user.id, name: user.name })
      .from(user)
      .where(eq(user.id, row.userId ?? "")),
    helpersOf(app, sweepId),
    isLed(app, row),
  ]);
  const working = helpers.filter(({ status }) => !isOver(status)).length;
  const failed = helpers.filter(({ status }) => status === "failed" || status === "dead");
  const { id, name, plan, total, cellId, createdAt, endedAt } = row;
  const facts = { id, name, plan, total, cellId, createdAt, endedAt };
  return {
    ...facts,
    ...state,
    notebook: notebook ?? null,
    person: person ?? null,
    jobs: working,
    failures: [...new Set(failed.flatMap(({ reason }) => reason ?? []))],
    interrupted: state.status === "running" && working === 0 && !led,
  };
}

const helpersOf = (app: Pick<App, "db">, sweepId: string) =>
  app.db
    .select({ status: jobs.status, reason: jobs.reason })
    .from(sweepJobs)
    .innerJoin(jobs, eq(jobs.id, sweepJobs.jobId))
    .where(eq(sweepJobs.sweepId, sweepId));

/** Whether its cell still runs, as far as is known (a script's executions are not), or a trial of it does. */
async function isLed(app: Pick<App, "db">, { id, executionId }: SweepRow): Promise<boolean> {
  const [row] = await app.db
    .select({ status: executions.status })
    .from(executions)
    .where(eq(executions.id, executionId));
  if (!row || row.status === "running" || row.status === "queued") return true;
  const [run] = await app.db
    .select({ id: runs.id })
    .from(sweepTrials)
    .innerJoin(runs, and(eq(runs.id, sweepTrials.runId), eq(runs.status, "running")))
    .leftJoin(jobAttempts, eq(jobAttempts.id, sweepTrials.attemptId))
    .where(and(eq(sweepTrials.sweepId, id), or(isNull(sweepTrials.attemptId), eq(jobAttempts.status, "running"))))
    .limit(1);
  return run !== undefined;
}
