import { z } from "zod";
import { exampleNames } from "@/lib/examples/catalogue";
import { workspaceProcedure } from "@/server/trpc/init";
import { importExample } from "../example-imports";

/** Imports the data of an example, after that has failed. */
export const retryArriving = workspaceProcedure("editor")
  .input(z.object({ example: z.enum(exampleNames) }))
  .mutation(({ ctx, input }) => importExample(ctx.app, ctx.workspace.id, input.example));
