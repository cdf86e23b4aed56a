import { z } from "zod";
import { chosenSchema, inputRefSchema } from "@/lib/inputs/control";
import { backendSchema, deviceSchema } from "./device";
import { errorCodeSchema } from "./errors";
import { valueManifestSchema } from "@/lib/kernel/values/manifest";
import { outputChunkSchema } from "./output";

/** Raised with every change of the schemas below; the two sides refuse to talk across versions. */
export const KERNEL_PROTOCOL_VERSION = 7;

export const kernelOptionsSchema = z.object({
  protocol: z.literal(KERNEL_PROTOCOL_VERSION),
  sessionId: z.string(),
  /** `auto`: WebGPU on a hardware adapter, then wasm, then cpu. */
  backend: z.union([z.literal("auto"), backendSchema]),
  allowSoftwareAdapter: z.boolean(),
  /** What an earlier kernel here found, without a GPU: asking for the adapter again would hold up the start. */
  found: deviceSchema.optional(),
  /** The GPU may still be at work for a kernel that was ended: the new one watches it. */
  gpuMayDrain: z.boolean().optional(),
  /** Seeds Math.random and TensorFlow.js' initialisers. */
  seed: z.number().int().nonnegative(),
  /** What cells may reach, for clear words: the sandbox's policy is what holds. `*`: every host by HTTPS; null: there is no policy. */
  fetchHosts: z.array(z.string()).nullable(),
  /** Values of inputs by key, where no person chooses: a script's parameters. */
  parameters: z.record(z.string(), z.unknown()).optional(),
});
export type KernelOptions = z.infer<typeof kernelOptionsSchema>;

/** A name of a cell that ran elsewhere: its value, or where it was imported `from`, as the analysis of the cell writes it. */
export const providedValueSchema = z.union([
  z.object({ cellId: z.string(), name: z.string(), manifest: valueManifestSchema }),
  z.object({ cellId: z.string(), name: z.string(), from: z.string() }),
]);
export type ProvidedValue = z.infer<typeof providedValueSchema>;

export const kernelCellSchema = z.object({
  cellId: z.string(),
  /** As the kernel keeps it. */
  source: z.string(),
  /** What people have chosen in its inputs. */
  inputs: chosenSchema.optional(),
  /** Names that it reads, of cells that ran elsewhere. */
  values: z.array(providedValueSchema).optional(),
});

export type KernelCell = z.infer<typeof kernelCellSchema>;

/** From the one who drives (page, CLI, worker supervisor) to the kernel. */
export const toKernelSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("start"), options: kernelOptionsSchema }),
  z.object({ type: z.literal("execute"), executionId: z.string(), cell: kernelCellSchema }),
  /** Fires the cell's abortSignal; ending the kernel is the driver's second step. */
  z.object({ type: z.literal("abort"), executionId: z.string() }),
  /** The cell is gone, or it no longer defines these names: so are its names, or these. */
  z.object({ type: z.literal("forget"), cellId: z.string(), names: z.array(z.string()).optional() }),
  /** A person has changed an input of a cell that has run. */
  z.object({ type: z.literal("input"), ref: inputRefSchema, value: z.json() }),
  z.discriminatedUnion("ok", [
    z.object({ type: z.literal("hostReply"), id: z.number().int(), ok: z.literal(true), value: z.unknown() }),
    z.object({
      type: z.literal("hostReply"),
      id: z.number().int(),
      ok: z.literal(false),
      code: errorCodeSchema,
      message: z.string(),
    }),
  ]),
  /** A reader asks for more of a value that an output refers to (lib/protocol/view.ts). */
  z.object({ type: z.literal("view"), id: z.number().int(), name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal("ping"), id: z.number().int() }),
]);
export type ToKernel = z.infer<typeof toKernelSchema>;

/** From the kernel to its driver. Never trusted: cell code shares the kernel's realm and may forge any of it. */
export const fromKernelSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), device: deviceSchema }),
  /** The device turned out to be another than `ready` said: WebGPU failed when it was first used. */
  z.object({ type: z.literal("device"), device: deviceSchema }),
  /** Whether the GPU is still busy with what an ended kernel left; said only where the kernel was told to watch. */
  z.object({ type: z.literal("gpu"), draining: z.boolean() }),
  z.object({ type: z.literal("output"), executionId: z.string(), chunk: outputChunkSchema }),
  z.object({
    type: z.literal("done"),
    executionId: z.string(),
    status: z.enum(["succeeded", "failed", "cancelled"]),
    durationMs: z.number(),
  }),
  z.object({
    type: z.literal("hostCall"),
    id: z.number().int(),
    executionId: z.string(),
    name: z.string(),
    input: z.unknown(),
  }),
  z.discriminatedUnion("ok", [
    z.object({ type: z.literal("viewReply"), id: z.number().int(), ok: z.literal(true), value: z.unknown() }),
    z.object({
      type: z.literal("viewReply"),
      id: z.number().int(),
      ok: z.literal(false),
      code: errorCodeSchema,
      message: z.string(),
    }),
  ]),
  z.object({ type: z.literal("pong"), id: z.number().int() }),
  z.object({ type: z.literal("fatal"), message: z.string() }),
]);
export type FromKernel = z.infer<typeof fromKernelSchema>;
