import { and, desc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { newId } from "@/lib/ids";
import type { CheckpointPlace, KeepRule, NewCheckpoint } from "@/lib/protocol/checkpoint";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { checkpointBlobs, checkpointParts, checkpoints } from "@/server/db/schema/checkpoints";
import { requireRunning } from "@/server/features/jobs/ledger";
import { requireRecording } from "@/server/features/runs/require-run";

/** Whose kernel keeps something, and where. */
export interface Keeper {
  workspaceId: string;
  userId: string;
  /** Null for a script that is in no notebook. */
  notebookId: string | null;
  /** What runs it, unless it is the person's own kernel. */
  attempt: { id: string; jobId: string } | null;
}

/** Of those hashes, the ones whose bytes have to be sent. The others are kept for a day from now. */
export async function missingParts(app: App, workspaceId: string, hashes: readonly string[]): Promise<string[]> {
  const known = await app.db
    .update(checkpointBlobs)
    .set({ usedAt: sql`now()` })
    .where(and(eq(checkpointBlobs.workspaceId, workspaceId), inArray(checkpointBlobs.hash, [...hashes])))
    .returning({ hash: checkpointBlobs.hash });
  const there = await Promise.all(known.map(async ({ hash }) => ((await app.blobs.has(hash)) ? hash : null)));
  const whole = new Set(there);
  return [...new Set(hashes)].filter((hash) => !whole.has(hash));
}

/** All checkpoints that are kept under that name: of a run's training, or of what the person's kernel or the job keeps by itself. */
export function atPlace({ notebookId, userId, attempt }: Keeper, { runId, name }: CheckpointPlace): SQL | undefined {
  if (runId !== null) return and(eq(checkpoints.runId, runId), eq(checkpoints.name, name));
  return and(
    isNull(checkpoints.runId),
    eq(checkpoints.userId, userId),
    eq(checkpoints.name, name),
    notebookId === null ? isNull(checkpoints.notebookId) : eq(checkpoints.notebookId, notebookId),
    attempt ? eq(checkpoints.jobId, attempt.jobId) : isNull(checkpoints.jobId),
  );
}

/**
 * Writes the checkpoint down, once all its parts are there, and lets go of those that the rule does not keep. In one transaction, in
 * which the attempt is still the running one: what was lost meanwhile keeps nothing.
 */
export async function keepCheckpoint(app: App, keeper: Keeper, { keep, ...kept }: NewCheckpoint): Promise<string> {
  const { workspaceId, notebookId, userId, attempt } = keeper;
  const jobId = attempt?.jobId ?? null;
  if (kept.runId !== null) await requireRecording(app, { workspaceId, userId, runId: kept.runId, jobId });
  const hashes = [...new Set([kept.manifest, ...kept.parts])];
  const id = newId();
  const there = await app.db.transaction(async (tx) => {
    if (attempt) await requireRunning(tx, attempt.id);
    const bytes = await requireParts(tx, workspaceId, hashes);
    const { runId, name, epoch, metrics, marks, manifest: manifestHash } = kept;
    const about = { runId, name, epoch, metrics, marks, manifestHash, bytes };
    // One that is kept again because the answer was lost is one, and pushes none out.
    await tx.delete(checkpoints).where(and(atPlace(keeper, kept), isSame(about)));
    await tx.insert(checkpoints).values({ id, workspaceId, notebookId, userId, jobId, ...about });
    await tx.insert(checkpointParts).values(hashes.map((hash) => ({ checkpointId: id, hash })));
    return prune(tx, atPlace(keeper, kept), keep);
  });
  // From the first one on its run can go on elsewhere, which those who look at the job are offered.
  if (attempt && notebookId !== null && there === 1) app.events.publish("job", notebookId, { jobId: attempt.jobId });
  return id;
}

const isSame = ({ manifestHash, epoch, marks }: Pick<NewCheckpoint, "epoch" | "marks"> & { manifestHash: string }) =>
  and(
    eq(checkpoints.manifestHash, manifestHash),
    sql`${checkpoints.epoch} is not distinct from ${epoch}`,
    sql`${checkpoints.marks} = ${JSON.stringify(marks)}::jsonb`,
  );

async function requireParts(tx: Queryable, workspaceId: string, hashes: readonly string[]): Promise<number> {
  const found = await tx
    .select({ size: checkpointBlobs.size })
    .from(checkpointBlobs)
    .where(and(eq(checkpointBlobs.workspaceId, workspaceId), inArray(checkpointBlobs.hash, [...hashes])))
    .for("share");
  if (found.length !== hashes.length)
    throw new QuireError(
      "UNPROCESSABLE",
      `The checkpoint is cut short: ${hashes.length - found.length} of its ${hashes.length} parts did not arrive.`,
    );
  return found.reduce((sum, { size }) => sum + size, 0);
}

/** Returns how many there were. */
async function prune(
  tx: Pick<App["db"], "select" | "delete">,
  place: SQL | undefined,
  { last, best }: KeepRule,
): Promise<number> {
  const rows = await tx
    .select({ id: checkpoints.id, metrics: checkpoints.metrics })
    .from(checkpoints)
    .where(place)
    .orderBy(desc(checkpoints.createdAt), desc(checkpoints.epoch));
  const stay = new Set(rows.slice(0, last).map(({ id }) => id));
  const winner = best && bestOf(rows, best);
  if (winner) stay.add(winner.id);
  const gone = rows.filter(({ id }) => !stay.has(id)).map(({ id }) => id);
  if (gone.length > 0) await tx.delete(checkpoints).where(inArray(checkpoints.id, gone));
  return rows.length;
}

/** Of equally good ones the first, as in most libraries. Rows are newest first. */
export function bestOf<T extends { metrics: Record<string, number> }>(
  rows: readonly T[],
  { metric, mode }: NonNullable<KeepRule["best"]>,
): T | undefined {
  const worth = ({ metrics }: T) => (metrics[metric] ?? NaN) * (mode === "min" ? 1 : -1);
  let best: T | undefined;
  for (const row of rows) if (!Number.isNaN(worth(row)) && (!best || worth(row) <= worth(best))) best = row;
  return best;
}
