import { z } from "zod";
import { fileFormatSchema } from "@/lib/notebook/formats/export-file";
import { workspaceProcedure } from "@/server/trpc/init";
import { exportNotebook as write } from "../notebook-files";

/** The notebook as the text of a file, with what its cells last showed where the format has a place for that. */
export const exportNotebook = workspaceProcedure("viewer")
  .input(z.object({ notebookId: z.string(), format: fileFormatSchema }))
  .query(({ ctx, input }) => write(ctx.app, ctx.workspace.id, input.notebookId, input.format));
