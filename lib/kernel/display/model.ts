import { z } from "zod";
import { signatureSchema } from "@/lib/protocol/model";

export const MODEL_MIME = "application/vnd.quire.model+json";

/** A saved version of a model; the page shows it with a Publish button. The workspace is the page's. */
export const modelDisplaySchema = z.object({
  modelId: z.string(),
  versionId: z.string(),
  name: z.string(),
  number: z.number().int(),
  runtime: z.enum(["onnx", "tfjs"]),
  runtimeNote: z.string(),
  signature: signatureSchema,
  /** The run it came from, where there is one. */
  run: z.object({ id: z.string(), name: z.string(), number: z.number().int() }).optional(),
});
export type ModelDisplay = z.infer<typeof modelDisplaySchema>;
