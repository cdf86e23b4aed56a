import { z } from "zod";
import { idempotencyKeySchema } from "@/lib/protocol/idempotency";
import { callerOf } from "@/server/idempotency/caller-of";
import { kernelProcedure } from "@/server/trpc/init";
import { discardCheckpoint as discard } from "../find-checkpoints";

/** Lets go of a checkpoint that turned out to be damaged. */
export const discardCheckpoint = kernelProcedure("editor")
  .input(z.object({ checkpointId: z.string(), idempotencyKey: idempotencyKeySchema.optional() }))
  .mutation(({ ctx, input }) => discard(ctx.app, callerOf(ctx), input));
