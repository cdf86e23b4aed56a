import type { FoundGpu } from "@/lib/kernel/tf/choose-device";

/** WebGPU for Node: Dawn, on the machine's Vulkan, Metal or Direct3D. Its binary is there for some machines only. */
export async function findDawn(): Promise<FoundGpu> {
  try {
    const { create, globals } = await import("webgpu");
    const gpu = create([]);
    Object.assign(globalThis, globals);
    // TensorFlow.js asks there; Node before 21 has no navigator.
    const navigator = (globalThis as { navigator?: object }).navigator ?? {};
    Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
    Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true, writable: true });
    return { gpu };
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { gpu: null, why: `WebGPU for Node (the package webgpu) cannot be loaded here: ${line}` };
  }
}
