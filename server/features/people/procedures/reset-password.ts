import { z } from "zod";
import { publicProcedure } from "@/server/trpc/init";
import { passwordSchema } from "../accounts";
import { useReset } from "../resets";
import { secretSchema } from "./secret-schema";

/** Answers the email address to sign in with. */
export const resetPassword = publicProcedure("the reset link's secret is the right")
  .input(z.object({ token: secretSchema, password: passwordSchema }))
  .mutation(({ ctx, input }) => useReset(ctx.app, input.token, input.password));
