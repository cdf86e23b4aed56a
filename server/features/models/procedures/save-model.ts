import { kernelProcedure } from "@/server/trpc/init";
import { saveModel as save, saveModelSchema } from "../save-model";

export const saveModel = kernelProcedure("editor")
  .input(saveModelSchema)
  .mutation(({ ctx, input }) => save(ctx.app, ctx.workspace.id, ctx.principal.userId, input));
