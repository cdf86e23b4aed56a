import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { createKey } from "../publish-model";

/** Needs a person, or a token that may manage: kernels never can. */
export const createEndpointKey = workspaceProcedure("editor", "manage")
  .input(z.object({ name: z.string() }))
  .mutation(({ ctx, input }) =>
    createKey({ app: ctx.app, workspaceId: ctx.workspace.id, userId: ctx.principal.userId }, input.name),
  );
