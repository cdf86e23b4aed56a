import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { listNotebooks as list } from "../list-notebooks";

export const listNotebooks = workspaceProcedure("viewer")
  .input(z.object({ deleted: z.boolean().default(false) }))
  .query(({ ctx, input }) => list(ctx.app, ctx.workspace.id, input.deleted));
