import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { watchExecutions as watch } from "../watch-executions";

export const watchExecutions = workspaceProcedure("viewer")
  .input(z.object({ notebookId: z.string() }))
  .subscription(({ ctx, input, signal }) =>
    watch(ctx.app, ctx.workspace.id, input.notebookId, signal ?? new AbortController().signal),
  );
