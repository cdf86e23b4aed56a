import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { removeAlias as remove } from "../manage-models";

export const removeAlias = workspaceProcedure("editor")
  .input(z.object({ name: z.string(), alias: z.string() }))
  .mutation(({ ctx, input }) =>
    remove({ app: ctx.app, workspaceId: ctx.workspace.id, userId: ctx.principal.userId }, input.name, input.alias),
  );
