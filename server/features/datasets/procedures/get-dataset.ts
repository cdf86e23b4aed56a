import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { getDataset as get } from "../dataset-details";

export const getDataset = workspaceProcedure("viewer")
  .input(z.object({ name: z.string() }))
  .query(({ ctx, input }) => get(ctx.app, ctx.workspace.id, input.name));
