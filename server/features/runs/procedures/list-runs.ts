import { workspaceProcedure } from "@/server/trpc/init";
import { listRuns as list, listRunsSchema } from "../list-runs";

export const listRuns = workspaceProcedure("viewer")
  .input(listRunsSchema)
  .query(({ ctx, input }) => list(ctx.app, ctx.workspace.id, input));
