import { z } from "zod";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";

/** Ticks when the notebook's versions have changed. */
export const watchVersions = workspaceProcedure("viewer")
  .input(z.object({ notebookId: z.string() }))
  .subscription(async function* ({ ctx, input, signal }) {
    const { id } = await requireNotebook(ctx.app, ctx.workspace.id, input.notebookId);
    const events = ctx.app.events.subscribe("history", id, signal ?? new AbortController().signal);
    for await (const _ of events) yield { at: Date.now() };
  });
