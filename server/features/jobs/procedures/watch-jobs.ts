import { z } from "zod";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";
import { ticks } from "@/server/trpc/ticks";

/** Ticks when a job of the notebook was made, or may have another state. */
export const watchJobs = workspaceProcedure("viewer")
  .input(z.object({ notebookId: z.string() }))
  .subscription(async function* ({ ctx, input, signal }) {
    const { id } = await requireNotebook(ctx.app, ctx.workspace.id, input.notebookId);
    yield* ticks(ctx.app.events, "job", id, signal);
  });
