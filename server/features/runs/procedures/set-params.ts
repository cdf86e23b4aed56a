import { z } from "zod";
import { runParamsSchema } from "@/lib/protocol/run";
import { workspaceProcedure } from "@/server/trpc/init";
import { setParams as set } from "../record-run";

export const setParams = workspaceProcedure("editor")
  .input(z.object({ runId: z.string(), params: runParamsSchema }))
  .mutation(({ ctx, input }) =>
    set(ctx.app, { workspaceId: ctx.workspace.id, userId: ctx.principal.userId, runId: input.runId }, input.params),
  );
