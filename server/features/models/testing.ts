import * as tf from "@tensorflow/tfjs";
import { seedWeights, serialize } from "@/lib/model-export/testing";
import type { Signature } from "@/lib/protocol/model";
import type { App } from "@/server/app";
import { grantBlob } from "@/server/blobs/grant";

/** For tests: puts bytes where a member's upload would. */
export async function putBlob(app: App, workspaceId: string, bytes: Uint8Array | string): Promise<string> {
  const blob = await app.blobs.put(Buffer.from(bytes));
  await grantBlob(app, workspaceId, { ...blob, contentType: "application/octet-stream" });
  return blob.hash;
}

export const networks = {
  /** 4 numbers → 3 scores. */
  mlp: () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 8, inputShape: [4], activation: "relu" }),
        tf.layers.dense({ units: 3, activation: "softmax" }),
      ],
    }),
  /** 6 × 6 pixels → 2 scores. */
  cnn: () =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [6, 6, 1], activation: "relu" }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 2, activation: "softmax" }),
      ],
    }),
  /** What ONNX export does not know. */
  bidirectional: () =>
    tf.sequential({
      layers: [
        tf.layers.bidirectional({
          layer: tf.layers.lstm({ units: 2 }),
          inputShape: [3, 2],
          mergeMode: "concat",
          name: "both_ways",
        }),
      ],
    }),
};

export interface SavedFiles {
  model: tf.LayersModel;
  modelJson: string;
  weights: Uint8Array;
  signature: Signature;
}

export async function trainedModel(kind: keyof typeof networks, seed = 1): Promise<SavedFiles> {
  await tf.setBackend("cpu");
  const model = networks[kind]();
  seedWeights(model, seed);
  const shape = (tensors: tf.SymbolicTensor[]) => tensors.map((tensor) => tensor.shape.map((size) => size ?? -1));
  const signature: Signature = {
    inputs: shape(model.inputs).map((each, i) => ({ name: `x${i}`, shape: each, dtype: "float32" })),
    outputs: shape(model.outputs).map((each, i) => ({ name: `y${i}`, shape: each, dtype: "float32" })),
  };
  return { model, ...(await serialize(model)), signature };
}
