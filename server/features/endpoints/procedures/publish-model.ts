import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { publishModel as publish } from "../publish-model";

/** Needs a person, or a token that may manage: kernels never can. */
export const publishModel = workspaceProcedure("editor", "manage")
  .input(z.object({ name: z.string(), version: z.number().int().positive() }))
  .mutation(({ ctx, input }) =>
    publish({ app: ctx.app, workspaceId: ctx.workspace.id, userId: ctx.principal.userId }, input.name, input.version),
  );
