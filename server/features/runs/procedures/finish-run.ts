import { z } from "zod";
import { kernelProcedure } from "@/server/trpc/init";
import { finishRun as finish } from "../record-run";
import { recordingOf } from "../recording-of";

export const finishRun = kernelProcedure("editor")
  .input(z.object({ runId: z.string(), status: z.enum(["finished", "failed", "cancelled"]).default("finished") }))
  .mutation(({ ctx, input }) => finish(ctx.app, recordingOf(ctx, input.runId), input.status));
