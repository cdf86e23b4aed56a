import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { requireNotebook } from "../access";

/** What a page needs before it opens the notebook's socket. */
export const getNotebook = workspaceProcedure("viewer")
  .input(z.object({ notebookId: z.string() }))
  .query(async ({ ctx, input }) => {
    const { id, title, historyId } = await requireNotebook(ctx.app, ctx.workspace.id, input.notebookId);
    return { id, title, historyId, role: ctx.workspace.role };
  });
