import { QuireError } from "@/lib/protocol/errors";
import type { ModelFiles, Signature, TensorSpec } from "@/lib/protocol/model";
import type { ModelForm } from "@/lib/serving/pool-protocol";
import type { App } from "@/server/app";
import { storeFile } from "./store-file";

export interface Prepared {
  runtime: "onnx" | "tfjs";
  runtimeNote: string;
  /** What the model itself says; null when no runtime can load it. */
  form: ModelForm | null;
  /** Files to keep beside the ones that were given. */
  files: ModelFiles;
}

/**
 * Chooses how a TensorFlow.js model is served: as ONNX where its layers allow and both give the same answers, else by
 * TensorFlow.js. One that the server cannot load at all (a layer of somebody's own) is kept, but cannot be published.
 */
export async function prepareLayers(
  app: App,
  workspaceId: string,
  modelJson: string,
  weights: Uint8Array,
): Promise<Prepared> {
  try {
    const { onnx, reason } = await app.inference.exportOnnx(modelJson, weights);
    if (!onnx) return await servedByTensorFlow(app, modelJson, weights, reason);
    const form = await app.inference.inspect({ runtime: "onnx", onnx });
    return { runtime: "onnx", runtimeNote: "", form, files: [await storeFile(app, workspaceId, "model.onnx", onnx)] };
  } catch (error) {
    if (!(error instanceof QuireError) || error.code !== "UNPROCESSABLE") throw error;
    return { runtime: "tfjs", runtimeNote: `It cannot be published. ${error.message}`, form: null, files: [] };
  }
}

async function servedByTensorFlow(app: App, modelJson: string, weights: Uint8Array, reason: string): Promise<Prepared> {
  const form = await app.inference.inspect({ runtime: "tfjs", modelJson, weights });
  return { runtime: "tfjs", runtimeNote: `Served by TensorFlow.js on wasm. ${reason}`, form, files: [] };
}

/** A signature that somebody sent must be of this very model. */
export function checkSignature(signature: Signature, form: ModelForm): void {
  compare("inputs", signature.inputs, form.inputs);
  compare("outputs", signature.outputs, form.outputs);
}

function compare(what: "inputs" | "outputs", claimed: readonly TensorSpec[], real: readonly TensorSpec[]): void {
  const show = (specs: readonly TensorSpec[]) => specs.map((spec) => `[${spec.shape.join(", ")}]`).join(", ");
  const alike =
    claimed.length === real.length && claimed.every((spec, i) => sameShape(spec.shape, real[i]?.shape ?? []));
  if (!alike)
    throw new QuireError(
      "BAD_REQUEST",
      `The signature names the ${what} ${show(claimed)}, but the model has ${show(real)}.`,
    );
}

const sameShape = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((size, axis) => size === b[axis] || size === -1 || b[axis] === -1);
