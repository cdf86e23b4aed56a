import { z } from "zod";
import { tensorSpecSchema } from "@/lib/protocol/model";
import { tensorSchema } from "./tensor";

const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

export const runtimeSchema = z.enum(["onnx", "tfjs"]);
export type RuntimeName = z.infer<typeof runtimeSchema>;

/** What a runtime reads: `model.onnx`, or TensorFlow.js' pair. */
export const modelBytesSchema = z.union([
  z.object({ runtime: z.literal("onnx"), onnx: bytesSchema }),
  z.object({ runtime: z.literal("tfjs"), modelJson: z.string(), weights: bytesSchema }),
]);
export type ModelBytes = z.infer<typeof modelBytesSchema>;

/** What the server asks of a process that runs models. */
export const inferenceRequestSchema = z.discriminatedUnion("op", [
  z.object({ op: z.literal("load"), key: z.string(), model: modelBytesSchema }),
  /** Inputs in the model's own order. */
  z.object({ op: z.literal("run"), key: z.string(), inputs: z.array(tensorSchema) }),
  /** Loads a foreign model, reads its inputs and outputs and runs it once. */
  z.object({ op: z.literal("inspect"), model: modelBytesSchema }),
  /** TensorFlow.js to ONNX, compared on random rows. */
  z.object({ op: z.literal("export"), modelJson: z.string(), weights: bytesSchema }),
]);
export type InferenceRequest = z.infer<typeof inferenceRequestSchema>;

export const modelFormSchema = z.object({ inputs: z.array(tensorSpecSchema), outputs: z.array(tensorSpecSchema) });
export type ModelForm = z.infer<typeof modelFormSchema>;

/**
 * Its answers. Parsed, for the process has read files that strangers made. `missing`: load it first. `input`: these
 * inputs cannot be computed. `model`: the file cannot be used.
 */
export const inferenceReplySchema = z.discriminatedUnion("op", [
  z.object({ op: z.literal("load") }),
  z.object({ op: z.literal("run"), outputs: z.array(tensorSchema) }),
  z.object({ op: z.literal("inspect"), form: modelFormSchema }),
  z.object({ op: z.literal("export"), onnx: bytesSchema.nullable(), reason: z.string() }),
  z.object({ op: z.literal("failed"), reason: z.enum(["missing", "input", "model"]), message: z.string() }),
]);
export type InferenceReply = z.infer<typeof inferenceReplySchema>;

/** Around them on the channel: answers may come in any order. */
export const requestEnvelopeSchema = z.object({ id: z.number().int(), request: inferenceRequestSchema });
export const replyEnvelopeSchema = z.object({ id: z.number().int(), reply: inferenceReplySchema });
