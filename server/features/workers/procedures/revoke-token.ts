import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { revokeWorkerToken } from "../worker-tokens";

export const revokeToken = workspaceProcedure("owner", "manage")
  .input(z.object({ workerTokenId: z.string() }))
  .mutation(({ ctx, input }) =>
    revokeWorkerToken(ctx.app, ctx.workspace.id, ctx.principal.userId, input.workerTokenId),
  );
