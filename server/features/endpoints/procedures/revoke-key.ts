import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { revokeKey } from "../publish-model";

/** Needs a person, or a token that may manage: kernels never can. */
export const revokeEndpointKey = workspaceProcedure("editor", "manage")
  .input(z.object({ name: z.string(), keyId: z.string() }))
  .mutation(({ ctx, input }) =>
    revokeKey({ app: ctx.app, workspaceId: ctx.workspace.id, userId: ctx.principal.userId }, input.name, input.keyId),
  );
