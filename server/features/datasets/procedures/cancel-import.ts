import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { cancelImport as cancel } from "../import-jobs";

export const cancelImport = workspaceProcedure("editor")
  .input(z.object({ importId: z.string() }))
  .mutation(({ ctx, input }) => cancel(ctx.app, ctx.workspace.id, input.importId));
