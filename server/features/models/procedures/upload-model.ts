import { workspaceProcedure } from "@/server/trpc/init";
import { uploadModel as upload, uploadModelSchema } from "../upload-model";

export const uploadModel = workspaceProcedure("editor")
  .input(uploadModelSchema)
  .mutation(({ ctx, input }) => upload(ctx.app, ctx.workspace.id, ctx.principal.userId, input));
