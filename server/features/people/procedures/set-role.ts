import { z } from "zod";
import { roleSchema } from "@/lib/protocol/workspace";
import { workspaceProcedure } from "@/server/trpc/init";
import { setRole as set } from "../members";

export const setRole = workspaceProcedure("owner", "manage")
  .input(z.object({ userId: z.string().max(100), role: roleSchema }))
  .mutation(({ ctx, input }) => set(ctx.app, ctx.workspace, ctx.principal.userId, input.userId, input.role));
