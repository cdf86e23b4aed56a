import { z } from "zod";
import { publicProcedure } from "@/server/trpc/init";
import { lookAtInvite as look } from "../invites";
import { secretSchema } from "./secret-schema";

export const lookAtInvite = publicProcedure("the invite's secret is the right")
  .input(z.object({ token: secretSchema }))
  .query(({ ctx, input }) => look(ctx.app, input.token));
