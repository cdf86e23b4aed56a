import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { setDraining as set } from "../registry";

export const setDraining = workspaceProcedure("owner", "manage")
  .input(z.object({ workerId: z.string(), draining: z.boolean() }))
  .mutation(({ ctx, input }) => set(ctx.app, ctx.workspace.id, input.workerId, input.draining));
