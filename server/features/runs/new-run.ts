import { z } from "zod";
import { packageLocksSchema } from "@/lib/packages/lock";
import { deviceSchema } from "@/lib/protocol/device";
import { idempotencyKeySchema } from "@/lib/protocol/idempotency";
import { runParamsSchema, runSnapshotSchema } from "@/lib/protocol/run";
import { claimedTrialSchema } from "@/lib/protocol/sweep";

const seed = z.number().int().nonnegative();

export const startRunSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .refine((name) => !name.includes("\0"), "A name may not contain a NUL character."),
  params: runParamsSchema.default({}),
  seed: seed.default(0),
  device: deviceSchema,
  /** Where it was started in a notebook. */
  source: z
    .object({
      notebookId: z.string(),
      executionId: z.string(),
      /** The cell that starts it. */
      cellId: z.string().max(100).optional(),
      cells: runSnapshotSchema.shape.cells.max(5000),
      /** The kernel's own seed, which the run's may differ from. */
      kernelSeed: seed,
      /** The packages that the kernel has loaded until now. */
      locks: packageLocksSchema.default({}),
    })
    .optional(),
  /** A run of the person's own that this kernel goes on with, from its newest checkpoint. */
  continues: z.string().optional(),
  /** The dataset versions that the kernel has loaded until now. */
  datasetVersionIds: z.array(z.string()).max(1000).default([]),
  /** The trial of a sweep that it records. */
  trial: claimedTrialSchema.extend({ sweepId: z.string() }).optional(),
  idempotencyKey: idempotencyKeySchema.optional(),
});
export type StartRun = z.output<typeof startRunSchema>;

export const startedRunSchema = z.object({
  runId: z.string(),
  name: z.string(),
  number: z.number(),
  seed,
  /** It was begun elsewhere, or by an earlier attempt, and is as far as its newest checkpoint. */
  resumed: z.boolean(),
});
export type StartedRun = z.infer<typeof startedRunSchema>;

/** Who starts a run; in a job, which attempt of it. */
export interface Starter {
  workspaceId: string;
  userId: string;
  attempt: { id: string; jobId: string } | null;
}
