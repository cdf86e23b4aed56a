import { workspaceProcedure } from "@/server/trpc/init";
import { saveModel as save, saveModelSchema } from "../save-model";

export const saveModel = workspaceProcedure("editor")
  .input(saveModelSchema)
  .mutation(({ ctx, input }) => save(ctx.app, ctx.workspace.id, ctx.principal.userId, input));
