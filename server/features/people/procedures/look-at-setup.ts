import { z } from "zod";
import { publicProcedure } from "@/server/trpc/init";
import { lookAtSetup as look } from "../setup";
import { secretSchema } from "./secret-schema";

/** Succeeds while the link would. */
export const lookAtSetup = publicProcedure("the set-up link's secret is the right")
  .input(z.object({ token: secretSchema }))
  .query(({ ctx, input }) => look(ctx.app, input.token));
