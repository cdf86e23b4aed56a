import { and, eq } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { runs } from "@/server/db/schema/runs";
import { requireRunning } from "@/server/features/jobs/ledger";

export type RunRow = typeof runs.$inferSelect;

/** A run of that workspace; NOT_FOUND for one of another. */
export async function requireRun(db: Queryable, workspaceId: string, runId: string): Promise<RunRow> {
  const [row] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.id, runId), eq(runs.workspaceId, workspaceId)));
  if (!row) throw new QuireError("NOT_FOUND", "There is no such run in this workspace. Look in the list of runs.");
  return row;
}

/** Who records to which run. */
export interface Recording {
  workspaceId: string;
  userId: string;
  runId: string;
  /** The job that does; null for a kernel of the person's own. */
  jobId: string | null;
}

/**
 * A run that this person records and that has not ended. One that was given up as `lost` is taken up again: its kernel was
 * only out of reach.
 */
export async function requireRecording(app: App, { workspaceId, userId, runId, jobId }: Recording): Promise<RunRow> {
  const run = await requireRun(app.db, workspaceId, runId);
  if (run.userId !== userId)
    throw new QuireError(
      "FORBIDDEN",
      `Only who started ${run.name} #${run.number} can record to it. Start a run of your own.`,
    );
  if (run.jobId !== jobId)
    throw new QuireError(
      "CONFLICT",
      `${run.name} #${run.number} goes on ${run.jobId === null ? "in another kernel" : "on a server"} now, so this kernel records to it no more.`,
    );
  if (run.status === "lost") return takeUp(app, run);
  if (run.status !== "running")
    throw new QuireError("CONFLICT", `${run.name} #${run.number} has ended (${run.status}). Start a new run.`);
  return run;
}

/** One of an attempt that is over stays as it is: nobody would end it again. */
async function takeUp(app: App, run: RunRow): Promise<RunRow> {
  const again = { status: "running" as const, endedAt: null };
  await app.db.transaction(async (tx) => {
    if (run.attemptId !== null) await requireRunning(tx, run.attemptId);
    await tx
      .update(runs)
      .set(again)
      .where(and(eq(runs.id, run.id), eq(runs.status, "lost")));
  });
  return { ...run, ...again };
}
