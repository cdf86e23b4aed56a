import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { watchRun as watch } from "../watch-runs";

export const watchRun = workspaceProcedure("viewer")
  .input(z.object({ runId: z.string() }))
  .subscription(({ ctx, input, signal }) =>
    watch(ctx.app, ctx.workspace.id, input.runId, signal ?? new AbortController().signal),
  );
