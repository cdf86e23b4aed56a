import { exportOnnx } from "@/lib/model-export/export-onnx";
import type { TensorSpec } from "@/lib/protocol/model";
import type { ModelBytes, ModelForm } from "@/lib/serving/pool-protocol";
import { emptyData, sizeOf, type Tensor } from "@/lib/serving/tensor";
import { firstLine, type LoadedModel, ModelError, type Runtime } from "./runtime";

/** Sizes that the signature leaves free, in a trial. */
const TRIAL_ROWS = 3;
const TRIAL_STEPS = 16;
/** |a − b| ≤ TOLERANCE · max(1, |b|) counts as the same answer. */
const TOLERANCE = 1e-4;

/** Inputs and outputs of a foreign model. It must also answer once: a file that loads and cannot run is found here. */
export async function inspect(runtime: Runtime, bytes: ModelBytes): Promise<ModelForm> {
  const model = await runtime.load(bytes);
  try {
    const outputs = await runTrial(model);
    return { inputs: model.form.inputs, outputs: model.form.outputs.map((spec, i) => withShape(spec, outputs[i])) };
  } finally {
    await model.dispose();
  }
}

async function runTrial(model: LoadedModel): Promise<Tensor[]> {
  try {
    return await model.run(model.form.inputs.map((spec) => trialInput(spec, () => 0)));
  } catch (error) {
    throw new ModelError(`The model loads, but does not answer: ${firstLine(error)}`);
  }
}

/** Some files do not say the shape of their outputs. */
const withShape = (spec: TensorSpec, answer: Tensor | undefined): TensorSpec =>
  spec.shape.length > 0 || !answer
    ? spec
    : { ...spec, shape: answer.shape.map((size, axis) => (axis === 0 ? -1 : size)) };

function trialInput(spec: TensorSpec, next: () => number): Tensor {
  const shape = spec.shape.map((size, axis) => (size >= 0 ? size : axis === 0 ? TRIAL_ROWS : TRIAL_STEPS));
  const data = emptyData(spec.dtype, sizeOf(shape));
  if (!Array.isArray(data) && spec.dtype === "float32") for (let i = 0; i < data.length; i++) data[i] = next();
  return { dtype: spec.dtype, shape, data };
}

/** The ONNX form, or null and why not: a layer that ONNX lacks, or answers that differ from TensorFlow.js' own. */
export async function exportAndCompare(
  runtimes: { onnx: Runtime; tfjs: Runtime },
  modelJson: string,
  weights: Uint8Array,
): Promise<{ onnx: Uint8Array | null; reason: string }> {
  const exported = exportOnnx(JSON.parse(modelJson), weights);
  if (!exported.ok) return { onnx: null, reason: exported.reason };
  const original = await runtimes.tfjs.load({ runtime: "tfjs", modelJson, weights });
  try {
    const reason = await difference(runtimes.onnx, exported.onnx, original);
    return reason ? { onnx: null, reason } : { onnx: exported.onnx, reason: "" };
  } finally {
    await original.dispose();
  }
}

async function difference(runtime: Runtime, onnx: Uint8Array, original: LoadedModel): Promise<string> {
  const random = seededRandom();
  const inputs = original.form.inputs.map((spec) => trialInput(spec, random));
  let copy: LoadedModel | undefined;
  try {
    copy = await runtime.load({ runtime: "onnx", onnx });
    const [ours, theirs] = [await copy.run(inputs), await original.run(inputs)];
    return theirs.every((answer, i) => agree(ours[i], answer))
      ? ""
      : "Its ONNX form gives other answers than TensorFlow.js.";
  } catch (error) {
    return `Its ONNX form does not run: ${firstLine(error)}`;
  } finally {
    await copy?.dispose();
  }
}

function agree(ours: Tensor | undefined, theirs: Tensor): boolean {
  if (ours?.data.length !== theirs.data.length) return false;
  for (let i = 0; i < theirs.data.length; i++) {
    const [a, b] = [Number(ours.data[i]), Number(theirs.data[i])];
    if (!Object.is(a, b) && !(Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b)))) return false;
  }
  return true;
}

/** Numbers in [0, 1), the same in every trial (a linear congruential generator is random enough to compare on). */
function seededRandom(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
