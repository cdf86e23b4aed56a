import { and, eq, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import type { App } from "@/server/app";
import { executions } from "@/server/db/schema/notebooks";
import { runs } from "@/server/db/schema/runs";
import { announceChange } from "./announce";

type LosingApp = Pick<App, "db" | "events">;

export interface LostRun {
  id: string;
  workspaceId: string;
  jobId: string | null;
  /** Its person wants it to go on on a server. */
  handOver: boolean;
}

/** The kernel session has ended: its runs that did not end by themselves are lost. */
export async function loseRunsOfSession(app: LosingApp, sessionId: string): Promise<LostRun[]> {
  const ofSession = app.db.select({ id: executions.id }).from(executions).where(eq(executions.sessionId, sessionId));
  return end(app, "lost", inArray(runs.executionId, ofSession));
}

/**
 * A cell was stopped or failed: the runs that it began and did not end share its fate. Its kernel ends them itself
 * where it still can; one that was ended because it did not answer cannot.
 */
export async function endRunsOfExecution(
  app: LosingApp,
  executionId: string,
  status: "failed" | "cancelled",
): Promise<void> {
  await end(app, status, eq(runs.executionId, executionId));
}

/**
 * Called once before the server takes requests: sessions do not outlive it, so the runs of notebooks are out of reach. A
 * kernel that still trains takes its run up again with the next metrics that it logs.
 */
export async function loseRunsOfNotebooks(app: LosingApp): Promise<void> {
  await end(app, "lost", isNotNull(runs.executionId));
}

async function end(app: LosingApp, status: "lost" | "failed" | "cancelled", which: SQL): Promise<LostRun[]> {
  const ended = await app.db
    .update(runs)
    .set({ status, endedAt: sql`now()` })
    .where(and(eq(runs.status, "running"), which))
    .returning({ id: runs.id, workspaceId: runs.workspaceId, jobId: runs.jobId, handOver: runs.handOver });
  for (const run of ended) announceChange(app, run);
  return ended;
}
