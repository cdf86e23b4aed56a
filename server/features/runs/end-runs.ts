import { and, eq, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
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
 * The attempt of a job is over, and with it the kernel that recorded them. Also those of cells that only ran because others needed
 * them, or for a sweep: of these no execution is recorded. To be announced when the transaction is over.
 */
export const endRunsOfAttempt = (
  tx: Queryable,
  attempt: { id: string; jobId: string },
  status: "lost" | "cancelled",
): Promise<LostRun[]> => endRows(tx, status, and(eq(runs.jobId, attempt.jobId), eq(runs.attemptId, attempt.id)));

/**
 * Called once before the server takes requests: sessions do not outlive it, so the runs of notebooks are out of reach. A
 * kernel that still trains takes its run up again with the next metrics that it logs.
 */
export async function loseRunsOfNotebooks(app: LosingApp): Promise<void> {
  await end(app, "lost", isNotNull(runs.executionId));
}

type EndedAs = "lost" | "failed" | "cancelled";

const endRows = (db: Queryable, status: EndedAs, which: SQL | undefined): Promise<LostRun[]> =>
  db
    .update(runs)
    .set({ status, endedAt: sql`now()` })
    .where(and(eq(runs.status, "running"), which))
    .returning({ id: runs.id, workspaceId: runs.workspaceId, jobId: runs.jobId, handOver: runs.handOver });

async function end(app: LosingApp, status: EndedAs, which: SQL): Promise<LostRun[]> {
  const ended = await endRows(app.db, status, which);
  for (const run of ended) announceChange(app, run);
  return ended;
}
