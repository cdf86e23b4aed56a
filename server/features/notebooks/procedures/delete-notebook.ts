import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { deleteNotebook as remove } from "../manage-notebooks";

export const deleteNotebook = workspaceProcedure("editor")
  .input(z.object({ notebookId: z.string() }))
  .mutation(({ ctx, input }) => remove(ctx.app, ctx.workspace.id, input.notebookId, ctx.principal.userId));
