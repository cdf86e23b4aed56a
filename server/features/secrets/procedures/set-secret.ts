import { workspaceProcedure } from "@/server/trpc/init";
import { setSecret as set, setSecretSchema } from "../secrets";

export const setSecret = workspaceProcedure("owner", "manage")
  .input(setSecretSchema)
  .mutation(({ ctx, input }) => set(ctx.app, ctx.workspace.id, ctx.principal.userId, input));
