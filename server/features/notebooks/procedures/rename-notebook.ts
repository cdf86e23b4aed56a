import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { renameNotebook as rename } from "../manage-notebooks";
import { titleSchema } from "../title";

export const renameNotebook = workspaceProcedure("editor")
  .input(z.object({ notebookId: z.string(), title: titleSchema }))
  .mutation(({ ctx, input }) => rename(ctx.app, ctx.workspace.id, input.notebookId, ctx.principal.userId, input.title));
