import { z } from "zod";
import { metricPointSchema } from "@/lib/protocol/run";
import { kernelProcedure } from "@/server/trpc/init";
import { logPoints as log } from "../record-run";
import { recordingOf } from "../recording-of";

export const logPoints = kernelProcedure("editor")
  .input(z.object({ runId: z.string(), points: z.array(metricPointSchema).min(1).max(1000) }))
  .mutation(({ ctx, input }) => log(ctx.app, recordingOf(ctx, input.runId), input.points));
