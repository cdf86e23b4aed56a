import { z } from "zod";
import { versionNameSchema } from "@/lib/history/version";
import { workspaceProcedure } from "@/server/trpc/init";
import { keepVersion as keep } from "../keep-version";

/** Keeps the notebook as it is now. Without a name the version is thinned out in time, like automatic ones. */
export const keepVersion = workspaceProcedure("editor")
  .input(z.object({ notebookId: z.string(), name: versionNameSchema.nullable() }))
  .mutation(({ ctx, input: { notebookId, name } }) =>
    keep(ctx.app, { workspaceId: ctx.workspace.id, notebookId, userId: ctx.principal.userId, name }),
  );
