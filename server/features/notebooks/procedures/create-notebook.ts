import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { createNotebookWithCells } from "../create-notebook";
import { titleSchema } from "../title";

/** A notebook with one empty cell. */
export const createNotebook = workspaceProcedure("editor")
  .input(z.object({ title: titleSchema.default("Untitled notebook") }))
  .mutation(({ ctx, input }) =>
    createNotebookWithCells(ctx.app, {
      workspaceId: ctx.workspace.id,
      title: input.title,
      cells: [{ type: "ts" }],
      userId: ctx.principal.userId,
    }),
  );
