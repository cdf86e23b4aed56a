import { workspaceProcedure } from "@/server/trpc/init";
import { listSecrets as list } from "../secrets";

/** What secrets there are and who may use them, without their values: no procedure but `use` answers with one. */
export const listSecrets = workspaceProcedure("editor").query(({ ctx }) =>
  list(ctx.app, ctx.workspace, ctx.principal.userId),
);
