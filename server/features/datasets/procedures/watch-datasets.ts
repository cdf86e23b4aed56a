import { workspaceProcedure } from "@/server/trpc/init";
import { ticks } from "@/server/trpc/ticks";

/** Ticks when the workspace's list of datasets, or a version in it, may have changed. */
export const watchDatasets = workspaceProcedure("viewer").subscription(({ ctx, signal }) =>
  ticks(ctx.app.events, "workspace", ctx.workspace.id, signal, ({ changed }) => changed === "datasets"),
);
