import { z } from "zod";
import { columnSchema, hashSchema } from "@/lib/protocol/dataset";

/** Where bytes lie: in which of the value's parts, from where, how many. */
const bytesRefSchema = z.object({
  part: z.number().int().nonnegative(),
  at: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
});
export type BytesRef = z.infer<typeof bytesRefSchema>;

/**
 * A value encoded: JSON, and binary parts beside it by their SHA-256. Scalars, arrays and objects of JSON stand for themselves; an object
 * with the key `$` is one of the forms below. What is referred to twice is there once, and `same` counts objects in the order
 * in which they are complete.
 */
export const valueManifestSchema = z.object({
  format: z.literal("quire-value/1"),
  root: z.unknown(),
  parts: z.array(z.object({ hash: hashSchema, bytes: z.number().int().nonnegative() })),
});
export type ValueManifest = z.infer<typeof valueManifestSchema>;

const tensorSchema = z.object({
  $: z.literal("tensor"),
  dtype: z.enum(["float32", "int32", "bool", "complex64", "string"]),
  shape: z.array(z.number().int().nonnegative()),
  /** Text has no bytes of its own. */
  data: z.union([bytesRefSchema, z.array(z.string())]),
  /** It is a variable: whether training changes it. */
  trainable: z.boolean().optional(),
});
export type TensorNode = z.infer<typeof tensorSchema>;

const optimizerSchema = z.object({
  $: z.literal("optimizer"),
  className: z.string(),
  config: z.record(z.string(), z.unknown()),
  /** Of its fields those that change while it trains (optimizer-state.ts). */
  numbers: z.record(z.string(), z.number()),
  variables: z.record(z.string(), tensorSchema),
  slots: z.record(z.string(), z.array(z.object({ name: z.string(), tensor: tensorSchema }))),
});
export type OptimizerNode = z.infer<typeof optimizerSchema>;

const layersModelSchema = z.object({
  $: z.literal("layersModel"),
  topology: z.record(z.string(), z.unknown()),
  weights: z.array(tensorSchema),
  /** How it was compiled, where that can be written down: a loss that is a function of the cell's own cannot. */
  training: z.object({ config: z.record(z.string(), z.unknown()), optimizer: optimizerSchema }).optional(),
});
export type LayersModelNode = z.infer<typeof layersModelSchema>;

const tableSchema = z.object({
  $: z.literal("table"),
  name: z.string(),
  number: z.number().int().nonnegative(),
  versionId: z.string(),
  hash: z.string(),
  columns: z.array(columnSchema),
  rows: z.number().int().nonnegative(),
  /** An Arrow file (lib/datasets/arrow-part.ts). */
  data: bytesRefSchema,
});
export type TableNode = z.infer<typeof tableSchema>;

const typedArrays = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "DataView",
  "ArrayBuffer",
] as const;
const binaryTypeSchema = z.enum(typedArrays);
export type BinaryType = z.infer<typeof binaryTypeSchema>;

/** The forms that JSON has no words for. Nodes inside of them are read in their turn. */
export const taggedSchema = z.discriminatedUnion("$", [
  z.object({ $: z.literal("undefined") }),
  z.object({ $: z.literal("number"), as: z.enum(["NaN", "Infinity", "-Infinity", "-0"]) }),
  z.object({ $: z.literal("bigint"), text: z.string().regex(/^-?\d+$/) }),
  z.object({ $: z.literal("date"), ms: z.number().nullable() }),
  z.object({ $: z.literal("regexp"), source: z.string(), flags: z.string() }),
  z.object({ $: z.literal("error"), name: z.string(), message: z.string(), stack: z.string() }),
  /** An object with the key `$`, or `__proto__`. */
  z.object({ $: z.literal("object"), entries: z.array(z.tuple([z.string(), z.unknown()])) }),
  z.object({ $: z.literal("map"), entries: z.array(z.tuple([z.unknown(), z.unknown()])) }),
  z.object({ $: z.literal("set"), values: z.array(z.unknown()) }),
  /** A long array of numbers. */
  z.object({ $: z.literal("numbers"), data: bytesRefSchema }),
  z.object({ $: z.literal("binary"), type: binaryTypeSchema, data: bytesRefSchema }),
  z.object({ $: z.literal("same"), as: z.number().int().nonnegative() }),
  tensorSchema,
  optimizerSchema,
  layersModelSchema,
  tableSchema,
]);
export type Tagged = z.infer<typeof taggedSchema>;

export const isBinaryType = (name: string): name is BinaryType => binaryTypeSchema.safeParse(name).success;
