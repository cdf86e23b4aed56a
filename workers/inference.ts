import {
  type InferenceReply,
  type InferenceRequest,
  type ModelBytes,
  requestEnvelopeSchema,
  type RuntimeName,
} from "@/lib/serving/pool-protocol";
import { ModelCache } from "./inference/model-cache";
import { firstLine, InputError, ModelError, type Runtime } from "./inference/runtime";
import { exportAndCompare, inspect } from "./inference/trial";

/** A process that runs models for the server; see server/features/endpoints/inference-process.ts. It holds no secrets. */
const cache = new ModelCache(16, 512 * 1024 * 1024);

/** A runtime is loaded when its first model is. */
const loaders: Record<RuntimeName, () => Promise<Runtime>> = {
  onnx: async () => (await import("./inference/onnx-runtime")).onnxRuntime,
  tfjs: async () => (await import("./inference/tfjs-runtime")).tfjsRuntime,
};

const sizeOf = (model: ModelBytes) =>
  model.runtime === "onnx" ? model.onnx.length : model.weights.length + model.modelJson.length;

async function answer(request: InferenceRequest): Promise<InferenceReply> {
  switch (request.op) {
    case "load": {
      const runtime = await loaders[request.model.runtime]();
      await cache.add(request.key, await runtime.load(request.model), sizeOf(request.model));
      return { op: "load" };
    }
    case "run": {
      const model = cache.get(request.key);
      if (!model) return { op: "failed", reason: "missing", message: "The model is not loaded." };
      return { op: "run", outputs: await model.run(request.inputs) };
    }
    case "inspect":
      return { op: "inspect", form: await inspect(await loaders[request.model.runtime](), request.model) };
    case "export": {
      const runtimes = { onnx: await loaders.onnx(), tfjs: await loaders.tfjs() };
      return { op: "export", ...(await exportAndCompare(runtimes, request.modelJson, request.weights)) };
    }
  }
}

function failure(error: unknown): InferenceReply {
  if (error instanceof InputError) return { op: "failed", reason: "input", message: error.message };
  if (error instanceof ModelError) return { op: "failed", reason: "model", message: error.message };
  return { op: "failed", reason: "model", message: firstLine(error) };
}

/** One after the other: the backends of TensorFlow.js are shared, and two models at once would only slow each other. */
let last: Promise<void> = Promise.resolve();

process.on("message", (message) => {
  const { id, request } = requestEnvelopeSchema.parse(message);
  last = last.then(async () => {
    const reply = await answer(request).catch(failure);
    process.send?.({ id, reply });
  });
});

// The server is gone, however it ended.
process.on("disconnect", () => process.exit(0));
