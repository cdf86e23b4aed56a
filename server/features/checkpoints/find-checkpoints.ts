import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { CheckpointPlace, KeptCheckpoint } from "@/lib/protocol/checkpoint";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { checkpoints } from "@/server/db/schema/checkpoints";
import { announceCut } from "@/server/features/runs/announce";
import { cutToNewest } from "@/server/features/runs/cut-run";
import { requireRun } from "@/server/features/runs/require-run";
import { type Caller, once } from "@/server/idempotency/once";
import { atPlace, type Keeper } from "./keep-checkpoint";

/** What is kept there, the newest first. */
export async function findCheckpoints(app: App, keeper: Keeper, place: CheckpointPlace): Promise<KeptCheckpoint[]> {
  if (place.runId !== null) await requireRun(app.db, keeper.workspaceId, place.runId);
  return app.db
    .select({
      id: checkpoints.id,
      manifest: checkpoints.manifestHash,
      epoch: checkpoints.epoch,
      metrics: checkpoints.metrics,
      marks: checkpoints.marks,
      ageMs: sql<number>`extract(epoch from now() - ${checkpoints.createdAt})::float8 * 1000`,
    })
    .from(checkpoints)
    .where(and(eq(checkpoints.workspaceId, keeper.workspaceId), atPlace(keeper, place)))
    .orderBy(desc(checkpoints.createdAt), desc(checkpoints.epoch));
}

/** Lets go of one that is damaged. Its runs go back to the newest that is left, as if it had never been kept. */
export async function discardCheckpoint(
  app: App,
  caller: Caller,
  { checkpointId: id, idempotencyKey: key }: { checkpointId: string; idempotencyKey?: string },
): Promise<void> {
  const { workspaceId, userId } = caller;
  const call = { procedure: "checkpoints.discard", key, asked: id, answer: z.array(z.string()) };
  const cut = await once(app, caller, call, () =>
    Promise.resolve(async (tx) => {
      const [gone] = await tx
        .delete(checkpoints)
        .where(and(eq(checkpoints.id, id), eq(checkpoints.workspaceId, workspaceId), eq(checkpoints.userId, userId)))
        .returning({ marks: checkpoints.marks });
      if (!gone) throw new QuireError("NOT_FOUND", "There is no such checkpoint of yours.");
      const runIds = Object.keys(gone.marks);
      for (const runId of runIds) await cutToNewest(tx, runId);
      return runIds;
    }),
  );
  for (const runId of cut) announceCut(app, { id: runId, workspaceId });
}
