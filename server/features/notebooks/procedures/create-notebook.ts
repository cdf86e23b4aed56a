import { z } from "zod";
import { folderSchema } from "@/lib/notebook/places/place-schema";
import { workspaceProcedure } from "@/server/trpc/init";
import { createNotebookWithCells } from "../create-notebook";
import { titleSchema } from "../title";

/** A notebook with one empty cell. */
export const createNotebook = workspaceProcedure("editor")
  .input(z.object({ title: titleSchema.default("Untitled notebook"), folder: folderSchema.default("") }))
  .mutation(({ ctx, input }) =>
    createNotebookWithCells(ctx.app, {
      workspaceId: ctx.workspace.id,
      title: input.title,
      folder: input.folder,
      cells: [{ type: "ts" }],
      userId: ctx.principal.userId,
    }),
  );
