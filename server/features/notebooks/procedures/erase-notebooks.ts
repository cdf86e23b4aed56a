import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { eraseNotebooks as erase } from "../erase-notebooks";

/** Deletes for good what is in the bin. */
export const eraseNotebooks = workspaceProcedure("editor")
  .input(z.object({ notebookIds: z.array(z.string()).min(1).max(500) }))
  .mutation(({ ctx, input }) => erase(ctx.app, ctx.workspace.id, input.notebookIds, ctx.principal.userId));
