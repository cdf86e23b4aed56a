import { z } from "zod";
import { exampleNames } from "@/lib/examples/catalogue";
import { workspaceProcedure } from "@/server/trpc/init";
import { createExample } from "./create-example";

/** Puts one of the notebooks that ship with Quire, and its data, into the workspace. */
export const openExample = workspaceProcedure("editor")
  .input(z.object({ name: z.enum(exampleNames) }))
  .mutation(({ ctx, input }) => createExample(ctx.app, ctx.workspace.id, ctx.principal.userId, input.name));
