import { z } from "zod";
import { hashSchema } from "./dataset";

/** A value of this size is many gigabytes: parts are of 64 KB at least, but for a few. */
const MAX_PARTS = 20_000;
/** A checkpoint of a run's training, or of what a cell keeps by itself, under a name. */
export const checkpointNameSchema = z
  .string()
  .min(1)
  .max(200)
  .refine((name) => !name.includes("\0"), "A name may not contain a NUL character.");

/** Where a checkpoint belongs: to a run of which it keeps the training, or to the person in the notebook (null). */
export const checkpointPlaceSchema = z.object({ runId: z.string().nullable(), name: checkpointNameSchema });
export type CheckpointPlace = z.infer<typeof checkpointPlaceSchema>;

/** Of each open run, the last step of each of its metrics: what was logged later is not in the checkpoint. */
export const marksSchema = z.record(z.string(), z.record(z.string(), z.number().int().nonnegative()));
export type Marks = z.infer<typeof marksSchema>;

/** Which checkpoints of a place stay: the last few, and the one with the best value of a metric. */
export const keepRuleSchema = z.object({
  last: z.number().int().min(1).max(100),
  best: z.object({ metric: z.string().min(1).max(250), mode: z.enum(["min", "max"]) }).nullable(),
});
export type KeepRule = z.infer<typeof keepRuleSchema>;

export const hashesSchema = z.array(hashSchema).min(1).max(MAX_PARTS);

export const newCheckpointSchema = checkpointPlaceSchema.extend({
  /** The value's manifest (lib/kernel/values), a part as the others. */
  manifest: hashSchema,
  parts: hashesSchema,
  /** Epochs that are done, of a training. */
  epoch: z.number().int().nonnegative().nullable(),
  /** Of that epoch; finite numbers only. */
  metrics: z.record(z.string(), z.number()),
  marks: marksSchema,
  keep: keepRuleSchema,
});
export type NewCheckpoint = z.infer<typeof newCheckpointSchema>;

export const keptCheckpointSchema = z.object({
  id: z.string(),
  manifest: hashSchema,
  epoch: z.number().int().nonnegative().nullable(),
  metrics: z.record(z.string(), z.number()),
  marks: marksSchema,
  /** It was kept so many milliseconds ago. */
  ageMs: z.number(),
});
export type KeptCheckpoint = z.infer<typeof keptCheckpointSchema>;
