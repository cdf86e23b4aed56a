import type { Device } from "@/lib/protocol/device";
import type { Tf } from "../context";

/** Where the binaries of the wasm backend lie, by their file names. Without: where the package lies (Node). */
export type WasmPaths = Record<string, string>;

/** Loads TensorFlow.js on the device's backend, or on the next one that works; answers with the device that it is. */
export async function startTf(device: Device, wasmPaths: WasmPaths | undefined): Promise<{ tf: Tf; device: Device }> {
  const loaded = (await import("@tensorflow/tfjs")) as Tf & { default?: Tf };
  // In Node the package is CommonJS, and its names hang on the default export.
  const tf = loaded.default ?? loaded;
  quieten(tf);
  if (device.backend === "webgpu") {
    const failure = await startWebgpu(tf);
    if (failure === undefined) return { tf, device };
    device = {
      ...device,
      backend: "wasm",
      adapter: "processor",
      note: `WebGPU could not be started (${failure}).`.slice(0, 500),
    };
  }
  if (device.backend === "wasm") {
    const failure = await startWasm(tf, wasmPaths);
    if (failure === undefined) return { tf, device };
    device = {
      ...device,
      backend: "cpu",
      note: `${device.note ?? ""} WebAssembly could not be started (${failure}).`.trim().slice(0, 500),
    };
  }
  await tf.setBackend("cpu");
  return { tf, device };
}

/** Each answers with what went wrong, or nothing. */
async function startWebgpu(tf: Tf): Promise<string | undefined> {
  return attempt(async () => {
    await import("@tensorflow/tfjs-backend-webgpu");
    if (!(await tf.setBackend("webgpu"))) throw new Error("it did not start");
    // The first work on it shows whether it really does.
    const probe = tf.scalar(1);
    await probe.data();
    probe.dispose();
  });
}

async function startWasm(tf: Tf, wasmPaths: WasmPaths | undefined): Promise<string | undefined> {
  return attempt(async () => {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    const { registerMissingWasmKernels } = await import("./wasm-kernels");
    if (wasmPaths) setWasmPaths(wasmPaths);
    registerMissingWasmKernels();
    await tf.setBackend("cpu");
    if (!(await tf.setBackend("wasm"))) throw new Error("it did not start");
  });
}

async function attempt(start: () => Promise<void>): Promise<string | undefined> {
  try {
    await start();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The cpu backend greets on its first use in Node; nobody's cell printed that. */
function quieten(tf: Tf): void {
  const cpu = tf.findBackend("cpu") as { firstUse?: boolean } | null;
  if (cpu?.firstUse) cpu.firstUse = false;
}
