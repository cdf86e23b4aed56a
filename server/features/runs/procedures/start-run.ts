import { maskOf } from "@/server/features/secrets/given-out";
import { kernelProcedure } from "@/server/trpc/init";
import { startRun as start, startRunSchema } from "../start-run";

export const startRun = kernelProcedure("editor")
  .input(startRunSchema)
  .mutation(({ ctx, input }) => {
    const { name, params } = maskOf(ctx.app, ctx.workspace.id).deep({ name: input.name, params: input.params });
    return start(ctx.app, ctx.workspace.id, ctx.principal.userId, { ...input, name, params });
  });
