import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { revokeInvite as revoke } from "../invites";

export const revokeInvite = workspaceProcedure("owner", "manage")
  .input(z.object({ inviteId: z.string().max(100) }))
  .mutation(({ ctx, input }) => revoke(ctx.app, ctx.workspace, ctx.principal.userId, input.inviteId));
