import { z } from "zod";
import { metricPointSchema } from "@/lib/protocol/run";
import { kernelProcedure } from "@/server/trpc/init";
import { logPoints as log } from "../record-run";

export const logPoints = kernelProcedure("editor")
  .input(z.object({ runId: z.string(), points: z.array(metricPointSchema).min(1).max(1000) }))
  .mutation(({ ctx, input }) =>
    log(ctx.app, { workspaceId: ctx.workspace.id, userId: ctx.principal.userId, runId: input.runId }, input.points),
  );
