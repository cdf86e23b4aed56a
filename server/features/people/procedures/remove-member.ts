import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { removeMember as remove } from "../members";

export const removeMember = workspaceProcedure("owner", "manage")
  .input(z.object({ userId: z.string().max(100) }))
  .mutation(({ ctx, input }) => remove(ctx.app, ctx.workspace, ctx.principal.userId, input.userId));
