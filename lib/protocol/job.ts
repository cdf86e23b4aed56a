import { z } from "zod";
import { chosenSchema } from "@/lib/inputs/control";
import { valueManifestSchema } from "@/lib/kernel/values/manifest";
import { packageLocksSchema } from "@/lib/packages/lock";
import { backendSchema, deviceSchema } from "./device";
import { runSnapshotSchema } from "./run";

/** Raised with every change of what worker and server say to each other; the two refuse to work across versions. */
export const WORKER_PROTOCOL_VERSION = 5;

/** What a job asks of its worker. */
export const jobNeedsSchema = z.object({
  backend: backendSchema.optional(),
  memoryGb: z.number().positive().max(100_000).optional(),
  cores: z.number().int().positive().max(10_000).optional(),
  labels: z.array(z.string().min(1).max(50)).max(20).default([]),
});
export type JobNeeds = z.infer<typeof jobNeedsSchema>;

export const jobLimitsSchema = z.object({
  /** Of wall time, an attempt. */
  minutes: z
    .number()
    .positive()
    .max(7 * 24 * 60)
    .default(60),
});
export type JobLimits = z.infer<typeof jobLimitsSchema>;

export const idleMinutesSchema = z
  .number()
  .min(1)
  .max(24 * 60);

/** All that a kernel needs to run the cells as they were when somebody asked for it, whatever becomes of the notebook. */
export const jobSpecSchema = z.object({
  /** Each after the cells that it needs; texts as the kernel knows them. */
  cells: z.array(z.object({ id: z.string(), source: z.string(), inputs: chosenSchema.optional() })),
  /** Those that were asked for: what they show is recorded. */
  wanted: z.array(z.string()),
  /** A shared session: it has no cells of its own, and lives until nobody has used it for so long. */
  session: z.object({ idleMinutes: idleMinutesSchema }).optional(),
  /** The whole notebook, for the record of runs. */
  notebook: runSnapshotSchema.shape.cells,
  seed: z.number().int().nonnegative(),
  backend: z.union([z.literal("auto"), backendSchema]),
  /** The version of each dataset that `datasets.load` gives without one. */
  datasets: z.record(z.string(), z.number().int().positive()),
  packages: packageLocksSchema,
  /** It takes trials of that sweep, in its wanted cell, and ends when none is left: nothing of it is recorded but their runs. */
  sweep: z.object({ id: z.string() }).optional(),
});
export type JobSpec = z.infer<typeof jobSpecSchema>;

/** A name of a cell that ran, at the job's end: its value, or why that stays where it is. */
export const returnedValueSchema = z.object({
  cellId: z.string().max(100),
  name: z.string().max(200),
  value: z.discriminatedUnion("ok", [
    z.object({
      ok: z.literal(true),
      /** `Tensor float32`; `60 × 784`. */
      type: z.string().max(200),
      size: z.string().max(200),
      manifest: valueManifestSchema,
    }),
    z.object({ ok: z.literal(false), reason: z.string().max(2000) }),
  ]),
});
export type ReturnedValue = z.infer<typeof returnedValueSchema>;

/** A worker as it introduces itself. */
export const workerFactsSchema = z.object({
  name: z.string().min(1).max(100),
  /** Quire's own. */
  version: z.string().max(50),
  device: deviceSchema,
  /** What one job may use. */
  memoryGb: z.number().positive(),
  cores: z.number().int().positive(),
  labels: z.array(z.string().min(1).max(50)).max(20),
  /** Jobs at once. */
  slots: z.number().int().min(1).max(64),
});
export type WorkerFacts = z.infer<typeof workerFactsSchema>;

/** How busy a worker's machine is, each from 0 to 1. */
export const workerLoadSchema = z.object({ cpu: z.number().min(0).max(1), memory: z.number().min(0).max(1) });
export type WorkerLoad = z.infer<typeof workerLoadSchema>;
