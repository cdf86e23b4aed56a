import { z } from "zod";
import { roleSchema } from "@/lib/protocol/workspace";
import { workspaceProcedure } from "@/server/trpc/init";
import { createInvite as create } from "../invites";

/** Answers the link, which cannot be shown again. */
export const createInvite = workspaceProcedure("owner", "manage")
  .input(z.object({ role: roleSchema, days: z.int().min(1).max(90).default(7) }))
  .mutation(({ ctx, input }) => create(ctx.app, ctx.workspace, ctx.principal.userId, input));
