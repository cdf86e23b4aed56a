import { z } from "zod";
import { folderSchema } from "@/lib/notebook/places/place-schema";
import { workspaceProcedure } from "@/server/trpc/init";
import { importNotebook as read } from "../notebook-files";

/** A new notebook from the text of a file. Larger files come as they are: POST /notebooks/WORKSPACE?name=FILE. */
export const importNotebook = workspaceProcedure("editor")
  .input(z.object({ name: z.string().min(1).max(300), text: z.string(), folder: folderSchema.default("") }))
  .mutation(({ ctx, input }) => read(ctx.app, ctx.workspace.id, ctx.principal.userId, input));
