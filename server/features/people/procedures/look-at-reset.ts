import { z } from "zod";
import { publicProcedure } from "@/server/trpc/init";
import { lookAtReset as look } from "../resets";
import { secretSchema } from "./secret-schema";

export const lookAtReset = publicProcedure("the reset link's secret is the right")
  .input(z.object({ token: secretSchema }))
  .query(({ ctx, input }) => look(ctx.app, input.token));
