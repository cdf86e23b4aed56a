import { workspaceProcedure } from "@/server/trpc/init";
import { ticks } from "@/server/trpc/ticks";

/** Ticks when the workspace's runs may have changed. */
export const watchRunList = workspaceProcedure("viewer").subscription(({ ctx, signal }) =>
  ticks(ctx.app.events, "workspace", ctx.workspace.id, signal, ({ changed }) => changed === "runs"),
);
