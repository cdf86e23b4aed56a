import { and, asc, desc, eq, ne, sql } from "drizzle-orm";
import type { App } from "@/server/app";
import { runs } from "@/server/db/schema/runs";
import { requireRunning } from "@/server/features/jobs/ledger";
import { announceCut } from "./announce";
import { cutToNewest } from "./cut-run";
import type { RunRow } from "./require-run";
import type { StartedRun, StartRun } from "./new-run";

/**
 * A job is tried again, and its cell starts a run: it goes on with the one that it began before, whose metrics go back to the newest
 * checkpoint. The same cell starts its runs in the same order; of several under one name, that with the same params comes first.
 * Null where it had come to none.
 */
export async function resumeRun(
  app: App,
  attempt: { id: string; jobId: string },
  { name, params, device, source }: StartRun,
): Promise<StartedRun | null> {
  const run = await app.db.transaction(async (tx) => {
    await requireRunning(tx, attempt.id);
    const ofCell = source?.cellId === undefined ? undefined : eq(runs.cellId, source.cellId);
    const [before] = await tx
      .select()
      .from(runs)
      .where(and(eq(runs.jobId, attempt.jobId), eq(runs.name, name), ne(runs.attemptId, attempt.id), ofCell))
      .orderBy(desc(sql`${runs.params} = ${JSON.stringify(params)}::jsonb`), asc(runs.number))
      .limit(1)
      .for("update");
    if (!before) return null;
    const moved = {
      attemptId: attempt.id,
      executionId: source?.executionId ?? null,
      params,
      ...placesOf(before, device),
    };
    await tx
      .update(runs)
      .set({ ...moved, status: "running", endedAt: null })
      .where(eq(runs.id, before.id));
    await cutToNewest(tx, before.id);
    return before;
  });
  if (!run) return null;
  announceCut(app, run);
  return { runId: run.id, name: run.name, number: run.number, seed: run.seed, resumed: true };
}

/** Where it is at work now, and where it was. */
export function placesOf({ device: before, earlierDevices }: RunRow, device: StartRun["device"]) {
  const isSame = before.kind === device.kind && before.backend === device.backend && before.adapter === device.adapter;
  return { device, earlierDevices: isSame ? earlierDevices : [...earlierDevices, before] };
}
