import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { deleteDataset as remove } from "../change-dataset";

export const deleteDataset = workspaceProcedure("editor")
  .input(z.object({ name: z.string() }))
  .mutation(({ ctx, input }) => remove(ctx.app, ctx.workspace.id, input.name));
