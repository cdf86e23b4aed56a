import { callerOf } from "@/server/idempotency/caller-of";
import { kernelProcedure } from "@/server/trpc/init";
import { saveModel as save, saveModelSchema } from "../save-model";

export const saveModel = kernelProcedure("editor")
  .input(saveModelSchema)
  .mutation(({ ctx, input: { workspace: _slug, ...input } }) => save(ctx.app, callerOf(ctx), input));
