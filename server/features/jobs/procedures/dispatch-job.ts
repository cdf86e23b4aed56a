import { z } from "zod";
import { readReplay } from "@/lib/notebook/replay";
import { jobLimitsSchema, jobNeedsSchema } from "@/lib/protocol/job";
import { requireNotebook } from "@/server/features/notebooks/access";
import { workspaceProcedure } from "@/server/trpc/init";
import { queueJob } from "../ledger";
import { pinDatasets, sliceOf } from "../slice";

/** Queues cells, with what they need, as the notebook is now. */
export const dispatchJob = workspaceProcedure("editor")
  .input(
    z.object({
      notebookId: z.string(),
      cellIds: z.array(z.string().max(100)).min(1).max(500),
      needs: jobNeedsSchema.prefault({}),
      limits: jobLimitsSchema.prefault({}),
      priority: z.number().int().min(-10).max(10).default(0),
      /** 1: it is not tried again when its worker is lost. */
      maxAttempts: z.number().int().min(1).max(10).default(3),
    }),
  )
  .mutation(async ({ ctx, input: { notebookId, cellIds, ...order } }) => {
    const { app, workspace, principal } = ctx;
    const { id } = await requireNotebook(app, workspace.id, notebookId);
    const { spec, pinned } = await app.rooms.look(id, (doc) => ({
      spec: sliceOf(doc, cellIds).spec,
      pinned: readReplay(doc).datasets,
    }));
    const datasets = await pinDatasets(app, workspace.id, pinned);
    const job = { workspaceId: workspace.id, notebookId: id, userId: principal.userId, spec: { ...spec, datasets } };
    const jobId = await queueJob(app, { ...job, ...order });
    // It waits all the same: such a worker may yet be started.
    return { jobId, waitsFor: await app.starter.whyWaits(workspace.id, order.needs) };
  });
