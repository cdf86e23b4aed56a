import type * as TensorFlow from "@tensorflow/tfjs";
import { QuireError } from "@/lib/protocol/errors";
import type { Signature, TensorSpec } from "@/lib/protocol/model";
import { exampleRow } from "./example-row";
import type { Tf } from "../context";

/** A layers model as files: `model.json` and its weights, in TensorFlow.js' own form. */
export interface ModelArtifacts {
  modelJson: string;
  weights: Uint8Array<ArrayBuffer>;
}

export async function serializeModel(tf: Tf, model: TensorFlow.LayersModel): Promise<ModelArtifacts> {
  let saved: ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const { modelTopology, weightSpecs = [], weightData, format, generatedBy, convertedBy } = artifacts;
      const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
      saved = {
        modelJson: JSON.stringify({ format, generatedBy, convertedBy, modelTopology, weightsManifest }),
        weights: joined(weightData),
      };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } });
    }),
  );
  if (!saved) throw new QuireError("INTERNAL", "TensorFlow.js did not hand over the model.");
  return saved;
}

function joined(data: ArrayBuffer | ArrayBuffer[] | undefined): Uint8Array<ArrayBuffer> {
  const parts = data === undefined ? [] : Array.isArray(data) ? data : [data];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part), offset);
    offset += part.byteLength;
  }
  return bytes;
}

export interface Description {
  labels?: readonly string[] | undefined;
  example?: unknown;
  inputDescription?: string | undefined;
}

/** What the model takes and gives, from its own inputs and outputs and from what the person says of them. */
export function deriveSignature(model: TensorFlow.LayersModel, description: Description): Signature {
  const inputs = specs(model.inputs);
  const outputs = specs(model.outputs);
  const first = inputs[0];
  if (first && description.inputDescription !== undefined) first.description = description.inputDescription;
  const signature: Signature = { inputs, outputs };
  if (description.labels) signature.labels = checkedLabels(description.labels, outputs);
  if (description.example !== undefined) signature.example = exampleRow(description.example, inputs);
  return signature;
}

function specs(tensors: readonly TensorFlow.SymbolicTensor[] | undefined): TensorSpec[] {
  if (!tensors || tensors.length === 0)
    throw new QuireError(
      "BAD_REQUEST",
      "run.saveModel: the model has no input shape yet. Give its first layer an inputShape, or fit it once.",
    );
  return tensors.map((tensor) => ({
    // `dense_1/dense_1`: the layer's name is enough, and easier to write in a request.
    name: tensor.name.split("/")[0] ?? tensor.name,
    shape: tensor.shape.map((size) => size ?? -1),
    dtype: dtypeOf(tensor.dtype),
  }));
}

function dtypeOf(dtype: string): TensorSpec["dtype"] {
  return dtype === "int32" || dtype === "bool" || dtype === "string" ? dtype : "float32";
}

function checkedLabels(labels: readonly string[], outputs: readonly TensorSpec[]): string[] {
  const size = outputs[0]?.shape.at(-1);
  if (size !== undefined && size > 1 && size !== labels.length)
    throw new QuireError(
      "BAD_REQUEST",
      `run.saveModel got ${labels.length} labels, but the model gives ${size} scores a row. Give one label for each score.`,
    );
  return [...labels];
}
