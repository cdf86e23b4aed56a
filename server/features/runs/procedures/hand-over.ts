import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { setHandOver } from "../record-run";
import { recordingOf } from "../recording-of";

/** Whether a run of one's own goes on on a server when its kernel goes away: a page that is closed, a laptop that sleeps. */
export const handOverRun = workspaceProcedure("editor")
  .input(z.object({ runId: z.string(), handOver: z.boolean() }))
  .mutation(({ ctx, input: { runId, handOver } }) => setHandOver(ctx.app, recordingOf(ctx, runId), handOver));
