import { z } from "zod";
import { hashSchema } from "./dataset";

export const tensorSpecSchema = z.object({
  name: z.string(),
  /** -1 where the size is free (the batch). */
  shape: z.array(z.number().int()),
  dtype: z.enum(["float32", "int32", "bool", "string"]),
  /** What the numbers mean, e.g. `"pixels 0–16"`; for the try-it form. */
  description: z.string().optional(),
});
export type TensorSpec = z.infer<typeof tensorSpecSchema>;

export const signatureSchema = z.object({
  inputs: z.array(tensorSpecSchema).min(1),
  outputs: z.array(tensorSpecSchema).min(1),
  /** Names of the classes where the output is one score a class. */
  labels: z.array(z.string()).optional(),
  /** One row of input that works, as predict would take it; for the page's curl line. */
  example: z.json().optional(),
});
export type Signature = z.infer<typeof signatureSchema>;

/** Artifact files by content: `model.json`, `weights.bin` (TensorFlow.js layers or graph), `model.onnx`. */
export const modelFilesSchema = z.array(
  z.object({
    path: z.enum(["model.json", "weights.bin", "model.onnx"]),
    hash: hashSchema,
    bytes: z.number().int().nonnegative(),
  }),
);
export type ModelFiles = z.infer<typeof modelFilesSchema>;

export const modelNameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/,
    "Use lower-case letters, digits, dots, dashes and underscores, at most 63 of them.",
  );
