import { z } from "zod";
import { kernelProcedure } from "@/server/trpc/init";
import { endExecution as end } from "../record-execution";

export const endExecution = kernelProcedure("editor")
  .input(z.object({ executionId: z.string(), status: z.enum(["succeeded", "failed", "cancelled"]) }))
  .mutation(({ ctx, input }) =>
    end(ctx.app, { workspaceId: ctx.workspace.id, userId: ctx.principal.userId }, input.executionId, input.status),
  );
