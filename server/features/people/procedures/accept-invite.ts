import { z } from "zod";
import { requirePrincipal, requireScope } from "@/server/auth/scopes";
import { publicProcedure } from "@/server/trpc/init";
import { signUpSchema } from "../accounts";
import { acceptInvite as accept, acceptInviteWithSignUp } from "../invites";
import { secretSchema } from "./secret-schema";

/** Joins the workspace: as the person who is signed in, or with a new account. */
export const acceptInvite = publicProcedure("the invite's secret is the right")
  .input(z.object({ token: secretSchema, signUp: signUpSchema.optional() }))
  .mutation(({ ctx, input }) => {
    if (input.signUp) return acceptInviteWithSignUp(ctx.app, input.token, input.signUp);
    const principal = requirePrincipal(ctx.principal);
    requireScope(principal, "session");
    return accept(ctx.app, input.token, principal.userId);
  });
