import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { modelDetails } from "../model-details";

export const getModel = workspaceProcedure("viewer")
  .input(z.object({ name: z.string() }))
  .query(({ ctx, input }) => modelDetails(ctx.app, ctx.workspace.id, input.name));
