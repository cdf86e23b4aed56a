import { z } from "zod";
import { tokenScopeSchema } from "@/lib/protocol/workspace";
import { signedInProcedure } from "@/server/trpc/init";
import { createToken as create } from "../tokens";

/** Answers the token, which cannot be shown again. A token cannot make tokens. */
export const createToken = signedInProcedure("session")
  .input(
    z.object({
      name: z.string().trim().min(1, "Give a name.").max(80),
      scopes: z.array(tokenScopeSchema).min(1, "Choose at least one scope.").max(3),
      days: z.int().min(1).max(3650).nullable().default(null),
    }),
  )
  .mutation(({ ctx, input }) => create(ctx.app, ctx.principal.userId, input));
