import { z } from "zod";
import { signedInProcedure } from "@/server/trpc/init";
import { personNameSchema, updateProfile as save } from "../accounts";

export const updateProfile = signedInProcedure("session")
  .input(z.object({ name: personNameSchema }))
  .mutation(({ ctx, input }) => save(ctx.app, ctx.principal.userId, input));
