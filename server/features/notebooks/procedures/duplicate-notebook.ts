import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { duplicateNotebook as duplicate } from "../duplicate-notebook";

export const duplicateNotebook = workspaceProcedure("editor")
  .input(z.object({ notebookId: z.string() }))
  .mutation(({ ctx, input }) => duplicate(ctx.app, ctx.workspace.id, input.notebookId, ctx.principal.userId));
