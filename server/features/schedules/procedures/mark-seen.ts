import { z } from "zod";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";
import { markSeen as mark } from "../schedules";

/** The caller has looked at the history of the notebook's schedules. */
export const markSeen = workspaceProcedure("viewer")
  .input(z.object({ notebookId: z.string() }))
  .mutation(async ({ ctx: { app, workspace, principal }, input: { notebookId } }) => {
    const { id } = await requireNotebook(app, workspace.id, notebookId);
    await mark(app, { workspaceId: workspace.id, userId: principal.userId, role: workspace.role }, id);
  });
