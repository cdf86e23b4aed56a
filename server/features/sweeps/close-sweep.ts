import { and, eq, inArray, sql } from "drizzle-orm";
import { runs } from "@/server/db/schema/runs";
import { sweeps, sweepTrials } from "@/server/db/schema/sweeps";
import { cancelJob, type LedgerApp } from "@/server/features/jobs/ledger";
import { announceChange } from "@/server/features/runs/announce";
import { openJobs } from "./open-sweep";
import { changeSweep } from "./trials";

/** Ends the sweep and the jobs that work for it. One that has ended already stays as it is. */
export async function closeSweep(
  app: LedgerApp,
  workspaceId: string,
  sweepId: string,
  status: "finished" | "failed" | "cancelled",
  reason = "The sweep is over.",
): Promise<boolean> {
  const { changed, left } = await changeSweep(app, workspaceId, sweepId, async (tx, sweep) => {
    if (sweep.status !== "running") return { changed: false, left: [] };
    await tx.update(sweeps).set({ status, endedAt: new Date() }).where(eq(sweeps.id, sweepId));
    // What still runs is there for another time. A worker's kernel that is ended says nothing of the run that it was at.
    const halted = await tx
      .update(sweepTrials)
      .set({ status: "waiting" })
      .where(and(eq(sweepTrials.sweepId, sweepId), eq(sweepTrials.status, "running")))
      .returning({ runId: sweepTrials.runId });
    const runIds = halted.flatMap(({ runId }) => runId ?? []);
    const left = await tx
      .update(runs)
      .set({ status: "cancelled", endedAt: sql`now()` })
      .where(and(inArray(runs.id, runIds), eq(runs.status, "running")))
      .returning({ id: runs.id, workspaceId: runs.workspaceId });
    return { changed: true, left };
  });
  if (!changed) return false;
  for (const run of left) announceChange(app, run);
  // Helpers of a finished sweep find no trial and leave by themselves.
  const open = await openJobs(app, sweepId, status === "finished" ? ["queued"] : ["queued", "running"]);
  for (const { id } of open) await cancelJob(app, id, reason);
  return true;
}

/** A cell was stopped, or failed, and its kernel may not have had the time to say so. */
export async function closeSweepsOfExecution(
  app: LedgerApp,
  executionId: string,
  status: "failed" | "cancelled",
): Promise<void> {
  const open = await app.db
    .select({ id: sweeps.id, workspaceId: sweeps.workspaceId })
    .from(sweeps)
    .where(and(eq(sweeps.executionId, executionId), eq(sweeps.status, "running")));
  for (const { id, workspaceId } of open) await closeSweep(app, workspaceId, id, status);
}
