import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { watchImport as watch } from "../import-jobs";

export const watchImport = workspaceProcedure("viewer")
  .input(z.object({ importId: z.string() }))
  .subscription(({ ctx, input, signal }) =>
    watch(ctx.app, ctx.workspace.id, input.importId, signal ?? new AbortController().signal),
  );
