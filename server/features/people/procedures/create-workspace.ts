import { z } from "zod";
import { signedInProcedure } from "@/server/trpc/init";
import { createWorkspace as create, workspaceNameSchema } from "../workspaces";

/** Makes a workspace that the caller owns. */
export const createWorkspace = signedInProcedure("manage")
  .input(z.object({ name: workspaceNameSchema }))
  .mutation(async ({ ctx, input }) => {
    const { slug, name } = await create(ctx.app, ctx.principal.userId, input.name);
    return { slug, name };
  });
