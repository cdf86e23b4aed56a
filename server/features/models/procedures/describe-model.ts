import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { describeModel as describe } from "../manage-models";

export const describeModel = workspaceProcedure("editor")
  .input(z.object({ name: z.string(), description: z.string().max(2000) }))
  .mutation(({ ctx, input }) =>
    describe(
      { app: ctx.app, workspaceId: ctx.workspace.id, userId: ctx.principal.userId },
      input.name,
      input.description,
    ),
  );
