import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { finishRun as finish } from "../record-run";

export const finishRun = workspaceProcedure("editor")
  .input(z.object({ runId: z.string(), status: z.enum(["finished", "failed", "cancelled"]).default("finished") }))
  .mutation(({ ctx, input }) =>
    finish(ctx.app, { workspaceId: ctx.workspace.id, userId: ctx.principal.userId, runId: input.runId }, input.status),
  );
