import { workspaceProcedure } from "@/server/trpc/init";

/** Ticks when someone has joined or left the workspace, or has another role in it. */
export const watchMembers = workspaceProcedure("viewer").subscription(async function* ({ ctx, signal }) {
  const events = ctx.app.events.subscribe("workspace", ctx.workspace.id, signal ?? new AbortController().signal);
  for await (const { changed } of events) if (changed === "members") yield { at: Date.now() };
});
