import { z } from "zod";
import { MAX_MINUTES, MAX_TRIALS, sweepPlanSchema, trialSchema } from "@/lib/sweeps/sweep";

export const sweepStatusSchema = z.enum(["running", "finished", "failed", "cancelled"]);
export type SweepStatus = z.infer<typeof sweepStatusSchema>;

/** What a cell asks for; where its trials run is for the host to know. */
export const sweepOrderSchema = z.object({
  /** Its runs are called so. */
  name: z.string().trim().min(1).max(200),
  cellId: z.string().max(100),
  /** Which sweep of its cell, in the order in which they are called, from 0. */
  place: z.number().int().nonnegative().max(1000),
  /** A seed that was found before stays: the record's own is in the answer. */
  plan: sweepPlanSchema,
  trials: z.number().int().positive().max(MAX_TRIALS),
  /** When it has spent so many, no new trial begins. */
  minutes: z.number().positive().max(MAX_MINUTES).nullable().default(null),
  /** Trials at once. */
  parallel: z.number().int().positive().max(64),
  /** Not to go on with what was recorded before. */
  fresh: z.boolean(),
});
export type SweepOrder = z.infer<typeof sweepOrderSchema>;

/** A trial with the run that recorded it. */
export const recordedTrialSchema = trialSchema.extend({
  runId: z.string().nullable(),
  /** Where it runs or ran: a worker's name, or nothing where its own kernel did. */
  worker: z.string().nullable(),
});
export type RecordedTrial = z.infer<typeof recordedTrialSchema>;

/** A sweep as it stands. */
export const sweepStateSchema = z.object({
  status: sweepStatusSchema,
  /** Grows with every change. */
  version: z.number().int().nonnegative(),
  trials: z.array(recordedTrialSchema).max(MAX_TRIALS),
  /** What has ended it before all its trials, such as its time budget. */
  endedBy: z.string().nullable(),
});
export type SweepState = z.infer<typeof sweepStateSchema>;

/** A trial that one kernel runs. `claim` is its right to report: given anew when another takes the trial over. */
export const claimedTrialSchema = z.object({ number: z.number().int().positive(), claim: z.string().max(100) });
export type ClaimedTrial = z.infer<typeof claimedTrialSchema>;

export const trialReportSchema = claimedTrialSchema.extend({
  step: z.number().int().positive().max(2_147_483_647),
  /** Null where it is no finite number. */
  value: z.number().nullable(),
});
export type TrialReport = z.infer<typeof trialReportSchema>;

/** `given up`: by a kernel that was stopped; another may take the trial. */
export const trialEndSchema = claimedTrialSchema.extend({
  end: z.enum(["finished", "failed", "given up"]),
  /** The metric in the end; null where it is not known, or no finite number. */
  value: z.number().nullable(),
  /** How often it was reported. */
  step: z.number().int().nonnegative().max(2_147_483_647),
  reason: z.string().max(2000).nullable(),
});
export type TrialEnd = z.infer<typeof trialEndSchema>;
