import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { readVersion as read } from "../read-version";

export const readVersion = workspaceProcedure("viewer")
  .input(z.object({ notebookId: z.string(), savedVersionId: z.string() }))
  .query(({ ctx, input }) => read(ctx.app, ctx.workspace.id, input.notebookId, input.savedVersionId));
