import { and, eq } from "drizzle-orm";
import { sweeps, sweepTrials } from "@/server/db/schema/sweeps";
import { cancelJob, type LedgerApp } from "@/server/features/jobs/ledger";
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
  const { changed } = await changeSweep(app, workspaceId, sweepId, async (tx, sweep) => {
    if (sweep.status !== "running") return { changed: false };
    await tx.update(sweeps).set({ status, endedAt: new Date() }).where(eq(sweeps.id, sweepId));
    // What still runs is there for another time.
    await tx
      .update(sweepTrials)
      .set({ status: "waiting" })
      .where(and(eq(sweepTrials.sweepId, sweepId), eq(sweepTrials.status, "running")));
    return { changed: true };
  });
  if (!changed) return false;
  // Helpers of a finished sweep find no trial and leave by themselves.
  const left = await openJobs(app, sweepId, status === "finished" ? ["queued"] : ["queued", "running"]);
  for (const { id } of left) await cancelJob(app, id, reason);
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
