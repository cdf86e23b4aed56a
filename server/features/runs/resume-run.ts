import { and, asc, desc, eq, isNull, ne, sql } from "drizzle-orm";
import type { Queryable } from "@/server/db/database";
import { runs } from "@/server/db/schema/runs";
import { cutToNewest } from "./cut-run";
import type { RunRow } from "./require-run";
import type { StartedRun, Starter, StartRun } from "./new-run";

/**
 * Goes on with a run, whose metrics go back to its newest checkpoint. Null where there is none to go on with.
 *
 * In a job it is the one that the cell began in an attempt before: the same cell starts its runs in the same order, and of
 * several under one name that with the same params comes first. A kernel of the person's own says which one it continues.
 */
export async function resumeRun(
  tx: Queryable,
  { workspaceId, userId, attempt }: Starter,
  { name, params, device, source, continues }: StartRun,
): Promise<StartedRun | null> {
  const which = attempt ? ofJob(attempt, source?.cellId) : continues === undefined ? null : ofPerson(userId, continues);
  if (!which) return null;
  const [before] = await tx
    .select()
    .from(runs)
    .where(and(eq(runs.workspaceId, workspaceId), eq(runs.name, name), isNull(runs.sweepId), which))
    .orderBy(desc(sql`${runs.params} = ${JSON.stringify(params)}::jsonb`), asc(runs.number))
    .limit(1)
    .for("update");
  if (!before) return null;
  const place = { attemptId: attempt?.id ?? null, executionId: source?.executionId ?? null };
  const moved = { ...place, params, ...placesOf(before, device) };
  await tx
    .update(runs)
    .set({ ...moved, status: "running", endedAt: null })
    .where(eq(runs.id, before.id));
  await cutToNewest(tx, before.id);
  return { runId: before.id, name: before.name, number: before.number, seed: before.seed, resumed: true };
}

const ofJob = ({ id, jobId }: { id: string; jobId: string }, cellId: string | undefined) =>
  and(
    eq(runs.jobId, jobId),
    sql`${runs.attemptId} is distinct from ${id}`,
    cellId === undefined ? undefined : eq(runs.cellId, cellId),
  );

const ofPerson = (userId: string, runId: string) =>
  and(eq(runs.id, runId), eq(runs.userId, userId), isNull(runs.jobId), ne(runs.status, "finished"));

/** Where it is at work now, and where it was. */
function placesOf({ device: before, earlierDevices }: RunRow, device: StartRun["device"]) {
  const isSame = before.kind === device.kind && before.backend === device.backend && before.adapter === device.adapter;
  return { device, earlierDevices: isSame ? earlierDevices : [...earlierDevices, before] };
}
