import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { listVersions as list } from "../list-versions";

export const listVersions = workspaceProcedure("viewer")
  .input(z.object({ notebookId: z.string() }))
  .query(({ ctx, input }) => list(ctx.app, ctx.workspace.id, input.notebookId));
