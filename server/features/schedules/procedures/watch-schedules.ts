import { z } from "zod";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";
import { ticks } from "@/server/trpc/ticks";

/** Ticks when a schedule of the notebook was set, changed or fired. */
export const watchSchedules = workspaceProcedure("viewer")
  .input(z.object({ notebookId: z.string() }))
  .subscription(async function* ({ ctx: { app, workspace }, input, signal }) {
    const { id } = await requireNotebook(app, workspace.id, input.notebookId);
    yield* ticks(app.events, "schedule", id, signal);
  });
