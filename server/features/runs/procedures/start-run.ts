import { maskOf } from "@/server/features/secrets/given-out";
import { kernelProcedure } from "@/server/trpc/init";
import { startRunSchema } from "../new-run";
import { startRun as start } from "../start-run";

export const startRun = kernelProcedure("editor")
  .input(startRunSchema)
  .mutation(({ ctx, input }) => {
    const { name, params } = maskOf(ctx.app, ctx.workspace.id).deep({ name: input.name, params: input.params });
    const starter = {
      workspaceId: ctx.workspace.id,
      userId: ctx.principal.userId,
      attempt: ctx.principal.attempt ?? null,
    };
    return start(ctx.app, starter, { ...input, name, params });
  });
