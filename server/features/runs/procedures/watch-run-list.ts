import { workspaceProcedure } from "@/server/trpc/init";
import { watchRunList as watch } from "../watch-runs";

export const watchRunList = workspaceProcedure("viewer").subscription(({ ctx, signal }) =>
  watch(ctx.app, ctx.workspace.id, signal ?? new AbortController().signal),
);
