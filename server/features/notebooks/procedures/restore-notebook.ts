import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { restoreNotebook as restore } from "../manage-notebooks";

export const restoreNotebook = workspaceProcedure("editor")
  .input(z.object({ notebookId: z.string() }))
  .mutation(({ ctx, input }) => restore(ctx.app, ctx.workspace.id, input.notebookId));
