import { z } from "zod";
import { newCheckpointSchema } from "@/lib/protocol/checkpoint";
import { kernelProcedure } from "@/server/trpc/init";
import { keepCheckpoint as keep } from "../keep-checkpoint";
import { keeperOf } from "../keeper-of";

/** Keeps a checkpoint whose parts have all arrived. */
export const keepCheckpoint = kernelProcedure("editor")
  .input(newCheckpointSchema.extend({ notebookId: z.string().nullable() }))
  .mutation(async ({ ctx, input: { notebookId, workspace: _slug, ...kept } }) => ({
    id: await keep(ctx.app, await keeperOf(ctx, notebookId), kept),
  }));
