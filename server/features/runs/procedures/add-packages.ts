import { z } from "zod";
import { packageLocksSchema } from "@/lib/packages/lock";
import { kernelProcedure } from "@/server/trpc/init";
import { addPackages as add } from "../record-run";
import { recordingOf } from "../recording-of";

/** What the kernel imported after its run began belongs to the run too. */
export const addPackages = kernelProcedure("editor")
  .input(z.object({ runId: z.string(), locks: packageLocksSchema }))
  .mutation(({ ctx, input }) => add(ctx.app, recordingOf(ctx, input.runId), input.locks));
