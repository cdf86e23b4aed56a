import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { deleteSecret as remove } from "../secrets";

export const deleteSecret = workspaceProcedure("owner", "manage")
  .input(z.object({ name: z.string().max(100) }))
  .mutation(({ ctx, input }) => remove(ctx.app, ctx.workspace.id, ctx.principal.userId, input.name));
