import { workspaceProcedure } from "@/server/trpc/init";
import { ticks } from "@/server/trpc/ticks";

/** Ticks when someone may have joined or left the workspace, or have another role in it. */
export const watchMembers = workspaceProcedure("viewer").subscription(({ ctx, signal }) =>
  ticks(ctx.app.events, "workspace", ctx.workspace.id, signal, ({ changed }) => changed === "members"),
);
