import { z } from "zod";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";
import { listJobs as list } from "../job-details";

export const listJobs = workspaceProcedure("viewer")
  .input(z.object({ notebookId: z.string() }))
  .query(async ({ ctx, input }) => {
    const { id } = await requireNotebook(ctx.app, ctx.workspace.id, input.notebookId);
    return list(ctx.app, ctx.workspace.id, id);
  });
