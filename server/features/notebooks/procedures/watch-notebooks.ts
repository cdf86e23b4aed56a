import { workspaceProcedure } from "@/server/trpc/init";
import { ticks } from "@/server/trpc/ticks";

/** Ticks when the workspace's list of notebooks, or a title in it, may have changed. */
export const watchNotebooks = workspaceProcedure("viewer").subscription(({ ctx, signal }) =>
  ticks(ctx.app.events, "workspace", ctx.workspace.id, signal, ({ changed }) => changed === "notebooks"),
);
