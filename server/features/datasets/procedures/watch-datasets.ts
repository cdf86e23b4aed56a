import { workspaceProcedure } from "@/server/trpc/init";

/** Ticks when the workspace's list of datasets, or a version in it, has changed. */
export const watchDatasets = workspaceProcedure("viewer").subscription(async function* ({ ctx, signal }) {
  const events = ctx.app.events.subscribe("workspace", ctx.workspace.id, signal ?? new AbortController().signal);
  for await (const { changed } of events) if (changed === "datasets") yield { at: Date.now() };
});
