import { z } from "zod";
import { idleMinutesSchema, jobNeedsSchema } from "@/lib/protocol/job";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";
import { openShared } from "../shared-sessions";

/** Where the notebook has a session already, that is the answer. */
export const openSession = workspaceProcedure("editor")
  .input(
    z.object({
      notebookId: z.string(),
      idleMinutes: idleMinutesSchema.default(30),
      needs: jobNeedsSchema.prefault({}),
    }),
  )
  .mutation(async ({ ctx: { app, workspace, principal }, input: { notebookId, ...order } }) => {
    const { id } = await requireNotebook(app, workspace.id, notebookId);
    const { jobId } = await openShared(app, {
      workspaceId: workspace.id,
      notebookId: id,
      userId: principal.userId,
      ...order,
    });
    return { jobId, waitsFor: await app.starter.whyWaits(workspace.id, order.needs) };
  });
