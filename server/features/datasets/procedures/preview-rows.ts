import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { previewRows as preview } from "../preview-rows";

export const previewRows = workspaceProcedure("viewer")
  .input(
    z.object({
      versionId: z.string(),
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(200),
    }),
  )
  .query(({ ctx, input }) => preview(ctx.app, ctx.workspace.id, input));
