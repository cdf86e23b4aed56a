import { z } from "zod";
import { folderSchema, tagSchema } from "@/lib/notebook/places/place-schema";
import { workspaceProcedure } from "@/server/trpc/init";
import { organizeNotebooks as organize } from "../organize-notebooks";

/** Puts notebooks into a folder, and tags on and off them. */
export const organizeNotebooks = workspaceProcedure("editor")
  .input(
    z.object({
      notebookIds: z.array(z.string()).min(1).max(500),
      folder: folderSchema.optional(),
      addTags: z.array(tagSchema).max(20).default([]),
      removeTags: z.array(tagSchema).max(20).default([]),
    }),
  )
  .mutation(({ ctx, input: { notebookIds, ...change } }) => organize(ctx.app, ctx.workspace.id, notebookIds, change));
