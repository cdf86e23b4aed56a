import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { forkRun as fork } from "../fork-run";

/** A new notebook with the cells that the run was started from, set up to give the same metrics again. */
export const forkRun = workspaceProcedure("editor")
  .input(z.object({ runId: z.string() }))
  .mutation(({ ctx, input }) => fork(ctx.app, ctx.workspace.id, ctx.principal.userId, input.runId));
