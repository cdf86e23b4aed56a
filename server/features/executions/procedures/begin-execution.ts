import { z } from "zod";
import { sharedSessionsOf } from "@/server/features/shared-sessions/shared-sessions";
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
      /** In a shared session, the command that it runs for. */
      forCommand: z.string().max(30).optional(),
    }),
  )
  .mutation(async ({ ctx, input: { forCommand, ...input } }) => {
    const { app, principal, workspace } = ctx;
    await limitRate("begin", principal);
    const shared = principal.attempt && sharedSessionsOf(app).find(principal.attempt.jobId);
    const askedBy = forCommand === undefined ? undefined : shared?.whoAsked(forCommand);
    return begin(app, { workspaceId: workspace.id, userId: principal.userId }, { ...input, askedBy });
  });
