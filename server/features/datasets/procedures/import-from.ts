import { z } from "zod";
import { datasetNameSchema } from "@/lib/datasets/dataset-name";
import { importOptionsSchema } from "@/lib/datasets/import-options";
import { importSourceSchema } from "@/lib/datasets/import-source";
import { workspaceProcedure } from "@/server/trpc/init";
import { importFrom as start } from "../import-from";

/** Begins to make a version of a file at an address or in a bucket; `watchImport` tells how it goes. */
export const importFrom = workspaceProcedure("editor")
  .input(
    z.object({
      source: importSourceSchema,
      name: datasetNameSchema,
      message: z.string().max(1000).default(""),
      options: importOptionsSchema.prefault({}),
    }),
  )
  .mutation(({ ctx, input }) => start(ctx.app, ctx.workspace, ctx.principal.userId, input));
