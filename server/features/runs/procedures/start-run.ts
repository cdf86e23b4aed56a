import { workspaceProcedure } from "@/server/trpc/init";
import { startRun as start, startRunSchema } from "../start-run";

export const startRun = workspaceProcedure("editor")
  .input(startRunSchema)
  .mutation(({ ctx, input }) => start(ctx.app, ctx.workspace.id, ctx.principal.userId, input));
