import { z } from "zod";
import { recordedTrialSchema, sweepStatusSchema } from "@/lib/protocol/sweep";
import { sweepPlanSchema } from "@/lib/sweeps/sweep";

export const SWEEP_MIME = "application/vnd.quire.sweep+json";

/** A sweep as it stands: its trials, drawn as a table, parallel coordinates and importance. */
export const sweepDisplaySchema = z.object({
  /** Null where nothing records it. */
  sweepId: z.string().nullable(),
  name: z.string(),
  plan: sweepPlanSchema,
  /** How many trials there are to be. */
  total: z.number().int().positive(),
  status: sweepStatusSchema,
  trials: z.array(recordedTrialSchema),
  /** Why no worker helped when it began, where one was to. */
  waitsFor: z.string().nullable(),
  /** What has ended it before all its trials. */
  endedBy: z.string().nullable().default(null),
});
export type SweepDisplay = z.infer<typeof sweepDisplaySchema>;
