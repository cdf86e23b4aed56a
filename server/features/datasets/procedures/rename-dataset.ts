import { z } from "zod";
import { datasetNameSchema } from "@/lib/datasets/dataset-name";
import { workspaceProcedure } from "@/server/trpc/init";
import { renameDataset as rename } from "../change-dataset";

export const renameDataset = workspaceProcedure("editor")
  .input(z.object({ name: z.string(), newName: datasetNameSchema }))
  .mutation(({ ctx, input }) => rename(ctx.app, ctx.workspace.id, input.name, input.newName));
