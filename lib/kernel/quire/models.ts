import type * as TensorFlow from "@tensorflow/tfjs";
import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import { modelNameSchema } from "@/lib/protocol/model";
import type { CellContext } from "../context";
import { check } from "./check";

const versionSchema = z.strictObject({ version: z.number().int().positive().optional() }).default({});

/** What of `model.json` is needed to build the model; TensorFlow.js checks the rest. */
const modelJsonSchema = z.object({
  format: z.string().optional(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(z.object({ weights: z.array(z.custom<TensorFlow.io.WeightsManifestEntry>()) })).default([]),
});

export async function loadModel(
  context: CellContext,
  name: string,
  options?: { version?: number },
): Promise<TensorFlow.LayersModel> {
  const checkedName = check(modelNameSchema, name, "models.load", "the name of a model (text)");
  const { version } = check(versionSchema, options, "models.load", "options like { version: 2 }");
  const input = version === undefined ? { name: checkedName } : { name: checkedName, version };
  const [tf, loaded] = await Promise.all([context.tf(), context.host.call("models.load", input, context.executionId)]);
  const { format, modelTopology, weightsManifest } = modelJsonSchema.parse(JSON.parse(loaded.modelJson));
  if (format === "graph-model")
    throw new QuireError(
      "UNPROCESSABLE",
      `models.load: ${name}@${loaded.number} is a graph model; only layers models can be loaded here.`,
    );
  const weightData = new Uint8Array(loaded.weights).buffer;
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  return tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
}
