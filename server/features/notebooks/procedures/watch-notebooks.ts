import { workspaceProcedure } from "@/server/trpc/init";

/** Ticks when the workspace's list of notebooks, or a title in it, has changed. */
export const watchNotebooks = workspaceProcedure("viewer").subscription(async function* ({ ctx, signal }) {
  const events = ctx.app.events.subscribe("workspace", ctx.workspace.id, signal ?? new AbortController().signal);
  for await (const { changed } of events) if (changed === "notebooks") yield { at: Date.now() };
});
