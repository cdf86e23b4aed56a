import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { restoreDataset as restore } from "../change-dataset";

export const restoreDataset = workspaceProcedure("editor")
  .input(z.object({ name: z.string() }))
  .mutation(({ ctx, input }) => restore(ctx.app, ctx.workspace.id, input.name));
