import { z } from "zod";
import { runParamsSchema } from "@/lib/protocol/run";
import { maskOf } from "@/server/features/secrets/given-out";
import { kernelProcedure } from "@/server/trpc/init";
import { setParams as set } from "../record-run";
import { recordingOf } from "../recording-of";

export const setParams = kernelProcedure("editor")
  .input(z.object({ runId: z.string(), params: runParamsSchema }))
  .mutation(({ ctx, input }) =>
    set(ctx.app, recordingOf(ctx, input.runId), maskOf(ctx.app, ctx.workspace.id).deep(input.params)),
  );
