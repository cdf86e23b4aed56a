import { z } from "zod";
import { versionNameSchema } from "@/lib/history/version";
import { workspaceProcedure } from "@/server/trpc/init";
import { nameVersion as name } from "../keep-version";

/** Names a version, or takes its name away. */
export const nameVersion = workspaceProcedure("editor")
  .input(z.object({ notebookId: z.string(), savedVersionId: z.string(), name: versionNameSchema.nullable() }))
  .mutation(({ ctx, input }) =>
    name(
      ctx.app,
      {
        workspaceId: ctx.workspace.id,
        notebookId: input.notebookId,
        userId: ctx.principal.userId,
        name: input.name,
      },
      input.savedVersionId,
    ),
  );
