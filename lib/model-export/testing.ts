// The union package registers the chained operations that some of its layers call.
import * as tf from "@tensorflow/tfjs";
import ort from "onnxruntime-node";
import { expect } from "vitest";
import { exportOnnx } from "./export-onnx";

/** For tests: a model as the two files that TensorFlow.js writes. */
export async function serialize(model: tf.LayersModel): Promise<{ modelJson: string; weights: Uint8Array }> {
  let files: { modelJson: string; weights: Uint8Array } | undefined;
  await model.save(
    tf.io.withSaveHandler(({ modelTopology, weightSpecs = [], weightData, format }) => {
      const modelJson = JSON.stringify({
        format,
        modelTopology,
        weightsManifest: [{ paths: ["weights.bin"], weights: weightSpecs }],
      });
      files = {
        modelJson,
        weights: weightData ? new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)) : new Uint8Array(),
      };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } });
    }),
  );
  if (!files) throw new Error("TensorFlow.js did not save.");
  return files;
}

/** Numbers that depend on the seed only (mulberry32), spread evenly over [low, high). */
export function seededNumbers(seed: number, low = -1, high = 1): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return low + (((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * (high - low);
  };
}

/** Gives every weight a value that depends on the seed only; variances stay positive. */
export function seedWeights(model: tf.LayersModel, seed: number): void {
  const signed = seededNumbers(seed, -0.5, 0.5);
  const positive = seededNumbers(seed, 0.2, 1.5);
  const values = model.weights.map((weight) => {
    const next = weight.originalName.endsWith("variance") ? positive : signed;
    const shape = weight.shape.map((size) => size ?? 1);
    return tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, next), shape);
  });
  model.setWeights(values);
}

export function randomInput(shape: readonly number[], seed: number, low = -1, high = 1): tf.Tensor {
  const next = seededNumbers(seed, low, high);
  return tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, next), [...shape]);
}

/** Exports the model, runs it in ONNX Runtime and in TensorFlow.js on `inputs`, and expects them to agree. */
export async function expectAgreement(model: tf.LayersModel, inputs: tf.Tensor[]): Promise<void> {
  const { modelJson, weights } = await serialize(model);
  const exported = exportOnnx(JSON.parse(modelJson), weights);
  if (!exported.ok) throw new Error(exported.reason);
  const session = await ort.InferenceSession.create(exported.onnx, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const feeds = Object.fromEntries(session.inputNames.map((name, i) => [name, ortTensor(inputs[i])]));
  const answers = await session.run(feeds);
  const predicted = model.predict(inputs);
  const expected = Array.isArray(predicted) ? predicted : [predicted];
  expect(session.outputNames).toHaveLength(expected.length);
  for (const [i, name] of session.outputNames.entries()) {
    const answer = answers[name];
    expect(answer?.dims).toEqual(expected[i]?.shape);
    expect(worstDifference(answer?.data as Float32Array, await expected[i]!.data())).toBeLessThanOrEqual(1e-4);
  }
}

function ortTensor(input: tf.Tensor | undefined): ort.Tensor {
  if (!input) throw new Error("The model has more inputs than were given.");
  const values = input.dataSync();
  return input.dtype === "int32"
    ? new ort.Tensor("int32", Int32Array.from(values), input.shape)
    : new ort.Tensor("float32", Float32Array.from(values), input.shape);
}

/** The largest |a − b| / max(1, |b|). */
export function worstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)) / Math.max(1, Math.abs(b[i] ?? NaN));
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  }
  return worst;
}
