import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { weightSpecSchema } from "@/lib/model-export/weights";
import type { TensorSpec } from "@/lib/protocol/model";
import type { ModelBytes } from "@/lib/serving/pool-protocol";
import type { Tensor } from "@/lib/serving/tensor";
import { firstLine, InputError, type LoadedModel, ModelError, type Runtime } from "./runtime";

/** Threads of wasm cost more than they give for small batches. */
async function startWasm(): Promise<void> {
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (!(await tf.setBackend("wasm"))) throw new Error("TensorFlow.js' wasm backend did not start.");
}

let started: Promise<void> | undefined;

type Model = tf.LayersModel | tf.GraphModel;

/** TensorFlow.js on wasm, for what ONNX cannot hold. A model with an operation that wasm lacks runs on the cpu backend. */
export const tfjsRuntime: Runtime = {
  async load(bytes: ModelBytes): Promise<LoadedModel> {
    if (bytes.runtime !== "tfjs") throw new ModelError("Not a TensorFlow.js model.");
    await (started ??= startWasm());
    const model = await open(bytes.modelJson, bytes.weights);
    let backend = "wasm";
    return {
      form: formOf(model),
      async run(inputs) {
        try {
          return await runOn(backend, model, inputs);
        } catch (error) {
          if (backend === "cpu" || !lacksKernel(error)) throw inputError(error);
          backend = "cpu";
          return runOn(backend, model, inputs).catch((again: unknown) => Promise.reject(inputError(again)));
        }
      },
      dispose: () => Promise.resolve(void model.dispose()),
    };
  },
};

const inputError = (error: unknown) => new InputError(firstLine(error));
const lacksKernel = (error: unknown) =>
  error instanceof Error && /not registered|not yet implemented|not implemented/i.test(error.message);

/** The parts of `model.json` that loading needs; the topology is TensorFlow.js' own to judge. */
const artifactsSchema = z.object({
  format: z.string().optional(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(z.object({ weights: z.array(weightSpecSchema) })),
  signature: z.record(z.string(), z.unknown()).optional(),
  userDefinedMetadata: z.record(z.string(), z.unknown()).optional(),
});

async function open(text: string, weights: Uint8Array): Promise<Model> {
  try {
    const { weightsManifest, ...artifacts } = artifactsSchema.parse(JSON.parse(text));
    const weightSpecs = weightsManifest.flatMap((group) => group.weights) as tf.io.WeightsManifestEntry[];
    const handler = tf.io.fromMemory({ ...artifacts, weightSpecs, weightData: Uint8Array.from(weights).buffer });
    return artifacts.format === "graph-model" ? await tf.loadGraphModel(handler) : await tf.loadLayersModel(handler);
  } catch (error) {
    throw new ModelError(
      `TensorFlow.js cannot load the model: ${error instanceof z.ZodError ? z.prettifyError(error) : firstLine(error)}`,
    );
  }
}

function formOf(model: Model): LoadedModel["form"] {
  if (model instanceof tf.GraphModel)
    return { inputs: model.inputs.map(graphSpec), outputs: model.outputs.map(graphSpec) };
  const spec = (name: string | undefined, tensor: tf.SymbolicTensor): TensorSpec => ({
    name: (name ?? tensor.name).split("/")[0] ?? tensor.name,
    dtype: dtypeOf(tensor.dtype),
    shape: tensor.shape.map((size) => size ?? -1),
  });
  return {
    inputs: model.inputs.map((tensor, i) => spec(model.inputNames[i], tensor)),
    outputs: model.outputs.map((tensor, i) => spec(model.outputNames[i], tensor)),
  };
}

const graphSpec = ({ name, shape, dtype }: tf.GraphModel["inputs"][number]): TensorSpec => ({
  name: name.replace(/:0$/, ""),
  dtype: dtypeOf(dtype),
  shape: shape ?? [],
});

const dtypeOf = (dtype: string): TensorSpec["dtype"] =>
  dtype === "int32" || dtype === "bool" || dtype === "string" ? dtype : "float32";

async function runOn(backend: string, model: Model, inputs: readonly Tensor[]): Promise<Tensor[]> {
  await tf.setBackend(backend);
  const given = inputs.map(({ data, shape, dtype }) => tf.tensor(data, shape, dtype));
  let answers: tf.Tensor[] = [];
  try {
    answers = [await compute(model, given)].flat();
    return await Promise.all(answers.map(read));
  } finally {
    tf.dispose([...given, ...answers]);
  }
}

function compute(model: Model, inputs: tf.Tensor[]): Promise<tf.Tensor | tf.Tensor[]> {
  if (model instanceof tf.GraphModel) return model.executeAsync(inputs);
  const rows = Math.max(1, inputs[0]?.shape[0] ?? 1);
  return Promise.resolve(model.predict(inputs, { batchSize: rows }));
}

async function read(tensor: tf.Tensor): Promise<Tensor> {
  const { shape } = tensor;
  if (tensor.dtype === "string") return { dtype: "string", shape, data: [...(await tensor.data<"string">())] };
  const data = await tensor.data<"float32" | "int32" | "bool">();
  if (data instanceof Int32Array) return { dtype: "int32", shape, data };
  if (data instanceof Uint8Array) return { dtype: "bool", shape, data };
  return { dtype: "float32", shape, data: Float32Array.from(data) };
}
