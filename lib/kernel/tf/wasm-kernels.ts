import * as tf from "@tensorflow/tfjs-core";
import { conv2DBackpropFilter } from "./conv2d-backprop-filter";

/** What training needs and the wasm backend lacks, apart from the hot one below: rare, or linear in its input. */
const BORROWED = [
  "UnsortedSegmentSum",
  "DepthwiseConv2dNativeBackpropFilter",
  "DepthwiseConv2dNativeBackpropInput",
  "Complex",
  "ComplexAbs",
  "Real",
  "Imag",
  "FFT",
  "IFFT",
  "Einsum",
] as const;
/** Complex tensors hold two others; copying them between backends as one block of numbers is not possible. */
const NOT_COPYABLE = new Set<string>(["Complex", "ComplexAbs", "Real", "Imag", "FFT", "IFFT"]);

/** Gives the wasm backend the kernels without which ordinary models do not train on it. Both backends must be registered. */
export function registerMissingWasmKernels(): void {
  if (!tf.getKernel("Conv2DBackpropFilter", "wasm")) {
    tf.registerKernel({ kernelName: "Conv2DBackpropFilter", backendName: "wasm", kernelFunc: conv2DBackpropFilter });
  }
  for (const kernelName of BORROWED) {
    if (NOT_COPYABLE.has(kernelName) || tf.getKernel(kernelName, "wasm")) continue;
    tf.registerKernel({ kernelName, backendName: "wasm", kernelFunc: (args) => onCpu(kernelName, args) });
  }
  repairOneHot();
}

/**
 * The backend's own OneHot writes integers, also into a tensor that says it is of floats: a model then learns from labels
 * that are all but zero. Integers are made, and made floats by Cast.
 */
function repairOneHot(): void {
  const [own, cast] = [tf.getKernel("OneHot", "wasm"), tf.getKernel("Cast", "wasm")];
  if (!own || !cast || repaired.has(own)) return;
  const kernelFunc: tf.KernelFunc = ({ inputs, backend, attrs = {} }) => {
    if (attrs.dtype === "int32") return own.kernelFunc({ inputs, backend, attrs });
    const whole = own.kernelFunc({ inputs, backend, attrs: { ...attrs, dtype: "int32" } }) as tf.TensorInfo;
    const result = cast.kernelFunc({ inputs: { x: whole }, backend, attrs: { dtype: attrs.dtype ?? "int32" } });
    (backend as tf.KernelBackend).disposeData(whole.dataId);
    return result;
  };
  const config: tf.KernelConfig = { ...own, kernelFunc };
  repaired.add(config);
  tf.unregisterKernel("OneHot", "wasm");
  tf.registerKernel(config);
}

const repaired = new WeakSet<tf.KernelConfig>();

/** Runs the cpu backend's kernel on copies of the inputs. Reading back from wasm memory is a plain copy. */
function onCpu(
  kernelName: string,
  { inputs, attrs, backend }: Parameters<tf.KernelFunc>[0],
): tf.TensorInfo | tf.TensorInfo[] {
  const cpu = tf.engine().backendNames().includes("cpu") ? tf.findBackend("cpu") : undefined;
  const kernel = tf.getKernel(kernelName, "cpu");
  if (!cpu || !kernel) throw new Error(`The cpu backend, which lends ${kernelName}, is not there.`);
  const wasm = backend as tf.KernelBackend;
  const copied: tf.NamedTensorInfoMap = {};
  for (const [name, info] of Object.entries(inputs)) if (info) copied[name] = move(info, wasm, cpu, false);
  const result = kernel.kernelFunc({ inputs: copied, backend: cpu, attrs });
  const moved = Array.isArray(result)
    ? result.map((info) => move(info, cpu, wasm, true))
    : move(result, cpu, wasm, true);
  for (const info of Object.values(copied)) if (info) cpu.disposeData(info.dataId);
  return moved;
}

function move(info: tf.TensorInfo, from: tf.KernelBackend, to: tf.KernelBackend, dispose: boolean): tf.TensorInfo {
  const values = from.readSync(info.dataId);
  const dataId = to.write(values.slice(), info.shape, info.dtype);
  if (dispose) from.disposeData(info.dataId);
  return { dataId, shape: info.shape, dtype: info.dtype };
}
