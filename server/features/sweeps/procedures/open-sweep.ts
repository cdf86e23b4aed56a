import { z } from "zod";
import { idempotencyKeySchema } from "@/lib/protocol/idempotency";
import { sweepOrderSchema } from "@/lib/protocol/sweep";
import { requireNotebook } from "@/server/features/notebooks/access";
import { refuseForeignExecution } from "@/server/features/runs/start-run";
import { kernelProcedure } from "@/server/trpc/init";
import { openSweep as open } from "../open-sweep";

export const openSweep = kernelProcedure("editor")
  .input(
    z.object({
      notebookId: z.string(),
      executionId: z.string(),
      kernelSeed: z.number().int().nonnegative(),
      order: sweepOrderSchema,
      idempotencyKey: idempotencyKeySchema.optional(),
    }),
  )
  .mutation(async ({ ctx: { app, workspace, principal }, input }) => {
    const { id } = await requireNotebook(app, workspace.id, input.notebookId);
    await refuseForeignExecution(app, { executionId: input.executionId, notebookId: id }, principal.userId);
    return open(app, { ...input, notebookId: id, workspaceId: workspace.id, principal });
  });
