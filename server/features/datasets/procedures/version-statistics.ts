import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { versionStatistics as statistics } from "../version-statistics";

export const versionStatistics = workspaceProcedure("viewer")
  .input(z.object({ versionId: z.string() }))
  .query(({ ctx, input }) => statistics(ctx.app, ctx.workspace.id, input.versionId));
