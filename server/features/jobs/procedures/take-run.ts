import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { takeFromServer } from "../continue-run";

/** Takes a run of one's own from its job, to go on with it in one's own kernel: `runs.start` with `continues` takes it up. */
export const takeRun = workspaceProcedure("editor")
  .input(z.object({ runId: z.string() }))
  .mutation(({ ctx, input: { runId } }) =>
    takeFromServer(ctx.app, { workspaceId: ctx.workspace.id, userId: ctx.principal.userId, runId }, ctx.principal.name),
  );
