import { z } from "zod";
import { signedInProcedure } from "@/server/trpc/init";
import { revokeToken as revoke } from "../tokens";

export const revokeToken = signedInProcedure("session")
  .input(z.object({ tokenId: z.string().max(100) }))
  .mutation(({ ctx, input }) => revoke(ctx.app, ctx.principal.userId, input.tokenId));
