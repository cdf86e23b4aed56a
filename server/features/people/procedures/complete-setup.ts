import { z } from "zod";
import { publicProcedure } from "@/server/trpc/init";
import { signUpSchema } from "../accounts";
import { completeSetup as complete } from "../setup";
import { workspaceNameSchema } from "../workspaces";
import { secretSchema } from "./secret-schema";

/** Makes the first account and its workspace. Answers where to begin: in that notebook, or in the list where it is null. */
export const completeSetup = publicProcedure("the set-up link's secret is the right, and it works once")
  .input(z.object({ token: secretSchema, signUp: signUpSchema, workspaceName: workspaceNameSchema }))
  .mutation(({ ctx, input }) => complete(ctx.app, input.token, input.signUp, input.workspaceName));
