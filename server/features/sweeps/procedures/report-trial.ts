import { z } from "zod";
import { trialReportSchema } from "@/lib/protocol/sweep";
import { kernelProcedure } from "@/server/trpc/init";
import { reportTrial as report } from "../trials";

/** Answers with why the trial is to stop, if it is. */
export const reportTrial = kernelProcedure("editor")
  .input(trialReportSchema.extend({ sweepId: z.string() }))
  .mutation(({ ctx: { app, workspace }, input: { sweepId, ...told } }) => report(app, workspace.id, sweepId, told));
