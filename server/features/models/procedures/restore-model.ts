import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { restoreModel as restore } from "../manage-models";

export const restoreModel = workspaceProcedure("editor")
  .input(z.object({ name: z.string() }))
  .mutation(({ ctx, input }) =>
    restore({ app: ctx.app, workspaceId: ctx.workspace.id, userId: ctx.principal.userId }, input.name),
  );
