import { z } from "zod";
import { kernelProcedure } from "@/server/trpc/init";
import { limitRate } from "../rate-limits";
import { beginExecution as begin } from "../record-execution";

export const beginExecution = kernelProcedure("editor")
  .input(
    z.object({
      notebookId: z.string(),
      sessionId: z.string(),
      /** Made by the client, so that it can name the execution before the answer comes. */
      executionId: z.string().regex(/^[a-z0-9]{20}$/),
      cellId: z.string().min(1).max(100),
      code: z.string().max(1_000_000),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    await limitRate("begin", ctx.principal.userId);
    return begin(ctx.app, { workspaceId: ctx.workspace.id, userId: ctx.principal.userId }, input);
  });
