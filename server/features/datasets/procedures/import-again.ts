import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { importAgain as start } from "../import-from";

/** Begins to make a new version from where the dataset was last imported. */
export const importAgain = workspaceProcedure("editor")
  .input(z.object({ name: z.string().max(100), message: z.string().max(1000).default("") }))
  .mutation(({ ctx, input }) => start(ctx.app, ctx.workspace, ctx.principal.userId, input));
