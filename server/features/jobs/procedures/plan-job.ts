import { z } from "zod";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";
import { sliceOf } from "../slice";

/** What would run, for a person to see before anything is sent. */
export const planJob = workspaceProcedure("editor", "read")
  .input(z.object({ notebookId: z.string(), cellIds: z.array(z.string().max(100)).min(1).max(500) }))
  .query(async ({ ctx, input }) => {
    const { id } = await requireNotebook(ctx.app, ctx.workspace.id, input.notebookId);
    return ctx.app.rooms.look(id, (doc) => sliceOf(doc, input.cellIds).cells);
  });
