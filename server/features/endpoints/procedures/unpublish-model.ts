import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { unpublish } from "../publish-model";

/** Needs a person, or a token that may manage: kernels never can. */
export const unpublishModel = workspaceProcedure("editor", "manage")
  .input(z.object({ name: z.string() }))
  .mutation(({ ctx, input }) =>
    unpublish({ app: ctx.app, workspaceId: ctx.workspace.id, userId: ctx.principal.userId }, input.name),
  );
