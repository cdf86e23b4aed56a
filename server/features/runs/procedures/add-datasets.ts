import { z } from "zod";
import { kernelProcedure } from "@/server/trpc/init";
import { addDatasets as add } from "../record-run";
import { recordingOf } from "../recording-of";

/** What the kernel loaded after its run began is an input of the run too. */
export const addDatasets = kernelProcedure("editor")
  .input(z.object({ runId: z.string(), versionIds: z.array(z.string()).min(1).max(100) }))
  .mutation(({ ctx, input }) => add(ctx.app, recordingOf(ctx, input.runId), input.versionIds));
