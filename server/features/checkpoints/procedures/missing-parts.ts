import { z } from "zod";
import { hashesSchema } from "@/lib/protocol/checkpoint";
import { kernelProcedure } from "@/server/trpc/init";
import { missingParts as missing } from "../keep-checkpoint";

/** Which parts have to be sent (to /checkpoints/WORKSPACE) before the checkpoint can be kept. */
export const missingParts = kernelProcedure("editor", "write")
  .input(z.object({ hashes: hashesSchema }))
  .mutation(async ({ ctx, input }) => ({ missing: await missing(ctx.app, ctx.workspace.id, input.hashes) }));
