import ort from "onnxruntime-node";
import type { TensorSpec } from "@/lib/protocol/model";
import type { ModelBytes } from "@/lib/serving/pool-protocol";
import type { Tensor } from "@/lib/serving/tensor";
import { checkOnnx } from "./check-onnx";
import { firstLine, InputError, type LoadedModel, ModelError, type Runtime } from "./runtime";

/** ONNX has more types than a signature: each is spoken as the nearest of ours. */
const spoken: Record<string, TensorSpec["dtype"]> = {
  float32: "float32",
  float64: "float32",
  int64: "int32",
  int32: "int32",
  int16: "int32",
  int8: "int32",
  uint16: "int32",
  uint8: "int32",
  bool: "bool",
  string: "string",
};

/** ONNX Runtime on one thread: two hurt the slowest answers more than they help the rest. */
export const onnxRuntime: Runtime = {
  async load(model: ModelBytes): Promise<LoadedModel> {
    if (model.runtime !== "onnx") throw new ModelError("Not an ONNX model.");
    checkOnnx(model.onnx);
    const session = await openSession(model.onnx);
    const inputs = session.inputMetadata.map(specOf);
    const outputs = session.outputMetadata.map(specOf);
    const types = session.inputMetadata.map((input) => (input.isTensor ? input.type : "float32"));
    return {
      form: { inputs, outputs },
      run: (given) => run(session, types, given),
      dispose: () => session.release(),
    };
  },
};

async function openSession(bytes: Uint8Array): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(bytes, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: "sequential",
      logSeverityLevel: 4,
    });
  } catch (error) {
    throw new ModelError(`ONNX Runtime cannot load the model: ${firstLine(error)}`);
  }
}

function specOf(value: ort.InferenceSession.ValueMetadata): TensorSpec {
  if (!value.isTensor)
    throw new ModelError(
      `"${value.name}" is not a tensor but a sequence or a map. Export the model so that it gives tensors (for scikit-learn: zipmap=False).`,
    );
  const dtype = spoken[value.type];
  if (!dtype) throw new ModelError(`"${value.name}" is of type ${value.type}, which is not supported.`);
  return {
    name: value.name,
    dtype,
    shape: value.shape.map((size) => (typeof size === "number" && size >= 0 ? size : -1)),
  };
}

async function run(
  session: ort.InferenceSession,
  types: readonly string[],
  inputs: readonly Tensor[],
): Promise<Tensor[]> {
  const feeds = Object.fromEntries(
    session.inputNames.map((name, i) => [name, toOrt(types[i] ?? "float32", inputs[i])]),
  );
  let answers: ort.InferenceSession.OnnxValueMapType;
  try {
    answers = await session.run(feeds);
  } catch (error) {
    throw new InputError(firstLine(error));
  }
  return session.outputNames.map((name) => fromOrt(name, answers[name]));
}

function toOrt(type: string, tensor: Tensor | undefined): ort.Tensor {
  if (!tensor) throw new InputError("An input is missing.");
  const { data, shape } = tensor;
  if (Array.isArray(data)) return new ort.Tensor("string", data, shape);
  switch (type) {
    case "float64":
      return new ort.Tensor("float64", Float64Array.from(data), shape);
    case "int64":
      return new ort.Tensor("int64", BigInt64Array.from(data, BigInt), shape);
    case "int16":
      return new ort.Tensor("int16", Int16Array.from(data), shape);
    case "int8":
      return new ort.Tensor("int8", Int8Array.from(data), shape);
    case "uint16":
      return new ort.Tensor("uint16", Uint16Array.from(data), shape);
    case "uint8":
      return new ort.Tensor("uint8", Uint8Array.from(data), shape);
    case "bool":
      return new ort.Tensor("bool", Uint8Array.from(data), shape);
    case "int32":
      return new ort.Tensor("int32", Int32Array.from(data), shape);
    default:
      return new ort.Tensor("float32", data instanceof Float32Array ? data : Float32Array.from(data), shape);
  }
}

function fromOrt(name: string, value: ort.OnnxValue | undefined): Tensor {
  if (!(value instanceof ort.Tensor)) throw new ModelError(`The output "${name}" is not a tensor.`);
  const dtype = spoken[value.type];
  const shape = [...value.dims];
  const { data } = value;
  if (Array.isArray(data)) return { dtype: "string", shape, data };
  if (!dtype) throw new ModelError(`The output "${name}" is of type ${value.type}, which is not supported.`);
  const numbers: Iterable<number | bigint> = data;
  if (dtype === "bool") return { dtype, shape, data: Uint8Array.from(numbers, Number) };
  if (dtype === "int32") return { dtype, shape, data: Int32Array.from(numbers, Number) };
  return { dtype, shape, data: data instanceof Float32Array ? data : Float32Array.from(numbers, Number) };
}
