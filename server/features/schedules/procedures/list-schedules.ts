import { z } from "zod";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";
import { listSchedules as list } from "../schedules";

/** The notebook's schedules, each with its latest firings. */
export const listSchedules = workspaceProcedure("viewer")
  .input(z.object({ notebookId: z.string() }))
  .query(async ({ ctx: { app, workspace }, input: { notebookId } }) => {
    const { id } = await requireNotebook(app, workspace.id, notebookId);
    return list(app, id);
  });
