import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { continueOnServer } from "../continue-run";

/** Lets a run of one's own go on from its newest checkpoint on a server worker. */
export const continueRun = workspaceProcedure("editor")
  .input(z.object({ runId: z.string() }))
  .mutation(({ ctx, input: { runId } }) =>
    continueOnServer(ctx.app, { workspaceId: ctx.workspace.id, userId: ctx.principal.userId, runId }),
  );
