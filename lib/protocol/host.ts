import { z } from "zod";
import { MAX_SPECIFIER } from "@/lib/packages/specifier";
import { checkpointPlaceSchema, hashesSchema, keptCheckpointSchema, newCheckpointSchema } from "./checkpoint";
import { columnSchema, datasetRefSchema } from "./dataset";
import { modelNameSchema, signatureSchema } from "./model";
import type { OutputChunk } from "./output";
import { metricPointSchema, runParamsSchema } from "./run";
import { claimedTrialSchema, sweepOrderSchema, sweepStateSchema, trialEndSchema, trialReportSchema } from "./sweep";

const bytesSchema = z.instanceof(Uint8Array);

/**
 * All that a kernel may ask of the world: its capabilities, by name, with argument and answer. Scoped by the host to the
 * notebook and workspace of the kernel session. Nothing here publishes, shares, deletes or touches members.
 */
export const hostCalls = {
  "datasets.load": {
    input: z.object({ name: z.string().min(1), version: z.number().int().positive().optional() }),
    output: datasetRefSchema,
  },
  /** One Arrow IPC part of a version the kernel has loaded. */
  "datasets.part": { input: z.object({ versionId: z.string(), hash: z.string() }), output: bytesSchema },
  "datasets.commit": {
    input: z.object({
      name: z.string().min(1),
      message: z.string().max(1000).default(""),
      columns: z.array(columnSchema).min(1),
      parts: z.array(z.object({ rows: z.number().int().positive(), arrow: bytesSchema })),
    }),
    output: datasetRefSchema,
  },
  /** The bytes of a file that a person chose in an input of this notebook. */
  "inputs.file": { input: z.object({ hash: z.string() }), output: bytesSchema },
  /** Bytes of an output that are too many to travel with it. Readers find them by their SHA-256. */
  "outputs.store": {
    input: z.object({ bytes: bytesSchema, contentType: z.string().max(200) }),
    output: z.object({ hash: z.string() }),
  },
  /** A part of a value of a cell that ran elsewhere (lib/kernel/values). */
  "values.part": { input: z.object({ hash: z.string() }), output: bytesSchema },
  /** A package of the npm registry, as the notebook's lock has it: an ES module (lib/packages/bundle-form.ts). */
  "packages.load": {
    input: z.object({ specifier: z.string().max(MAX_SPECIFIER) }),
    output: z.object({ bundle: bytesSchema, version: z.string() }),
  },
  "runs.start": {
    input: z.object({
      cellId: z.string().max(100),
      name: z.string().min(1).max(200),
      params: runParamsSchema,
      seed: z.number().int().nonnegative(),
      /** The trial of a sweep that it records. */
      trial: claimedTrialSchema.extend({ sweepId: z.string() }).optional(),
    }),
    output: z.object({
      runId: z.string(),
      name: z.string(),
      number: z.number().int(),
      /** The run's own; that of a run that goes on is the one that it began with. */
      seed: z.number().int().nonnegative(),
      /** It goes on with a run that was begun elsewhere, or by an earlier attempt. */
      resumed: z.boolean(),
    }),
  },
  "runs.log": {
    input: z.object({ runId: z.string(), points: z.array(metricPointSchema).min(1).max(1000) }),
    output: z.null(),
  },
  "runs.params": { input: z.object({ runId: z.string(), params: runParamsSchema }), output: z.null() },
  "runs.finish": {
    input: z.object({ runId: z.string(), status: z.enum(["finished", "failed", "cancelled"]) }),
    output: z.null(),
  },
  /** Which of those parts of a checkpoint have to be sent. */
  "checkpoints.missing": {
    input: z.object({ hashes: hashesSchema }),
    output: z.object({ missing: z.array(z.string()) }),
  },
  "checkpoints.put": { input: z.object({ bytes: bytesSchema }), output: z.object({ hash: z.string() }) },
  /** Once all of its parts are there. */
  "checkpoints.keep": { input: newCheckpointSchema, output: z.null() },
  /** What is kept there, the newest first. */
  "checkpoints.find": {
    input: checkpointPlaceSchema,
    output: z.object({ found: z.array(keptCheckpointSchema) }),
  },
  /** A part of a checkpoint. */
  "checkpoints.part": { input: z.object({ hash: z.string() }), output: bytesSchema },
  /** One that turned out to be damaged. */
  "checkpoints.discard": { input: z.object({ checkpointId: z.string() }), output: z.null() },
  /** Begins a sweep, or goes on with it. Null where there is nothing to record it: then the kernel keeps it itself. */
  "sweeps.open": {
    input: sweepOrderSchema,
    output: z
      .object({
        sweepId: z.string(),
        seed: z.number().int().nonnegative(),
        /** `helper`: this kernel runs trials of a sweep that another leads, and nothing after. */
        role: z.enum(["lead", "helper"]),
        /** Why no worker takes trials of it now, where several are to run at once. */
        waitsFor: z.string().nullable(),
      })
      .nullable(),
  },
  /** The next trial to run, if there is one now. `over`: none is left, and none runs any more. */
  "sweeps.claim": {
    input: z.object({ sweepId: z.string() }),
    output: z.object({ next: claimedTrialSchema.nullable(), over: z.boolean(), state: sweepStateSchema }),
  },
  /** Why the trial is to stop, if it is. */
  "sweeps.report": {
    input: trialReportSchema.extend({ sweepId: z.string() }),
    output: z.object({ stop: z.string().nullable() }),
  },
  "sweeps.end": { input: trialEndSchema.extend({ sweepId: z.string() }), output: z.null() },
  /** Answers when something has changed since that version, or after some seconds. */
  "sweeps.follow": { input: z.object({ sweepId: z.string(), since: z.number().int() }), output: sweepStateSchema },
  "sweeps.close": {
    input: z.object({ sweepId: z.string(), status: z.enum(["finished", "failed", "cancelled"]) }),
    output: z.null(),
  },
  /** A helper has no trial left to run. */
  "sweeps.leave": { input: z.object({ sweepId: z.string() }), output: z.null() },
  /** The value of a secret that the person at the kernel may use in this notebook. The kernel masks it in all that it sends. */
  "secrets.get": {
    input: z.object({ name: z.string().min(1).max(100) }),
    output: z.object({ name: z.string(), value: z.string() }),
  },
  "models.save": {
    input: z.object({
      runId: z.string().optional(),
      name: modelNameSchema,
      /** TensorFlow.js `model.json` (topology and weights manifest) and its weights. */
      modelJson: z.string(),
      weights: bytesSchema,
      signature: signatureSchema,
    }),
    output: z.object({
      modelId: z.string(),
      versionId: z.string(),
      number: z.number().int(),
      runtime: z.enum(["onnx", "tfjs"]),
      runtimeNote: z.string(),
    }),
  },
  "models.load": {
    input: z.object({ name: modelNameSchema, version: z.number().int().positive().optional() }),
    output: z.object({
      name: z.string(),
      number: z.number().int(),
      modelJson: z.string(),
      weights: bytesSchema,
      signature: signatureSchema,
    }),
  },
} as const;

export type HostCallName = keyof typeof hostCalls;
export type HostInput<N extends HostCallName> = z.input<(typeof hostCalls)[N]["input"]>;
export type HostOutput<N extends HostCallName> = z.output<(typeof hostCalls)[N]["output"]>;

/** The kernel's only door to the rest. Rejects with a QuireError whose message is for the person. */
export interface KernelHost {
  call<N extends HostCallName>(
    name: N,
    input: HostInput<N>,
    executionId: string,
    /** Shows in the cell what takes so long. */
    show?: (chunk: OutputChunk) => void,
  ): Promise<HostOutput<N>>;
}
