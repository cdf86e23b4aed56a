import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { versionUsage as usage } from "../dataset-details";

export const versionUsage = workspaceProcedure("viewer")
  .input(z.object({ versionId: z.string() }))
  .query(({ ctx, input }) => usage(ctx.app, ctx.workspace.id, input.versionId));
