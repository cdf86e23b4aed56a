import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { deleteModel as remove } from "../manage-models";

export const deleteModel = workspaceProcedure("editor")
  .input(z.object({ name: z.string() }))
  .mutation(({ ctx, input }) =>
    remove({ app: ctx.app, workspaceId: ctx.workspace.id, userId: ctx.principal.userId }, input.name),
  );
