import { z } from "zod";
import { kernelProcedure } from "@/server/trpc/init";
import { discardCheckpoint as discard } from "../find-checkpoints";
import { keeperOf } from "../keeper-of";

/** Lets go of a checkpoint that turned out to be damaged. */
export const discardCheckpoint = kernelProcedure("editor")
  .input(z.object({ checkpointId: z.string() }))
  .mutation(async ({ ctx, input }) => discard(ctx.app, await keeperOf(ctx, null), input.checkpointId));
