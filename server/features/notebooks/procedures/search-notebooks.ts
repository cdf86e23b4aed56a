import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { searchNotebooks as search } from "../search-notebooks";

/** By words of title and text, each of which may be the beginning of one. */
export const searchNotebooks = workspaceProcedure("viewer")
  .input(z.object({ query: z.string().max(200) }))
  .query(({ ctx, input }) => search(ctx.app, ctx.workspace.id, input.query));
