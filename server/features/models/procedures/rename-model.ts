import { z } from "zod";
import { modelNameSchema } from "@/lib/protocol/model";
import { workspaceProcedure } from "@/server/trpc/init";
import { renameModel as rename } from "../manage-models";

export const renameModel = workspaceProcedure("editor")
  .input(z.object({ name: z.string(), newName: modelNameSchema }))
  .mutation(({ ctx, input }) =>
    rename({ app: ctx.app, workspaceId: ctx.workspace.id, userId: ctx.principal.userId }, input.name, input.newName),
  );
