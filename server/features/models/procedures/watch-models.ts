import { workspaceProcedure } from "@/server/trpc/init";

/** Yields whenever the models or endpoints of the workspace change. */
export const watchModels = workspaceProcedure("viewer").subscription(async function* ({ ctx, signal }) {
  const stop = signal ?? new AbortController().signal;
  for await (const event of ctx.app.events.subscribe("workspace", ctx.workspace.id, stop))
    if (event.changed === "models" || event.changed === "endpoints") yield event;
});
