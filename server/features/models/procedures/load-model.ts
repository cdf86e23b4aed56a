import { z } from "zod";
import { kernelProcedure } from "@/server/trpc/init";
import { loadModel as load } from "../load-model";

export const loadModel = kernelProcedure("viewer")
  .input(z.object({ name: z.string(), version: z.number().int().positive().optional() }))
  .query(({ ctx, input }) => load(ctx.app, ctx.workspace.id, input.name, input.version));
