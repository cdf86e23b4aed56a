import { z } from "zod";
import { checkpointPlaceSchema } from "@/lib/protocol/checkpoint";
import { kernelProcedure } from "@/server/trpc/init";
import { findCheckpoints as find } from "../find-checkpoints";
import { keeperOf } from "../keeper-of";

/** What is kept there, the newest first. */
export const findCheckpoints = kernelProcedure("editor", "read")
  .input(checkpointPlaceSchema.extend({ notebookId: z.string().nullable() }))
  .query(async ({ ctx, input: { notebookId, runId, name } }) => ({
    found: await find(ctx.app, await keeperOf(ctx, notebookId), { runId, name }),
  }));
