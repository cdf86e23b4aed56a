import { workspaceProcedure } from "@/server/trpc/init";
import { ticks } from "@/server/trpc/ticks";

/** Ticks when the models or endpoints of the workspace may have changed. */
export const watchModels = workspaceProcedure("viewer").subscription(({ ctx, signal }) =>
  ticks(
    ctx.app.events,
    "workspace",
    ctx.workspace.id,
    signal,
    ({ changed }) => changed === "models" || changed === "endpoints",
  ),
);
