import type { Device } from "@/lib/protocol/device";
import type { KernelOptions } from "@/lib/protocol/kernel";

/** What a host knows about itself before TensorFlow.js is loaded. */
export interface DeviceProbe {
  kind: Device["kind"];
  /** The GPU interface of the host, or why it has none, in words for the person. Asked for only where it may be used. */
  findGpu(): Promise<FoundGpu>;
}

export type FoundGpu = { gpu: GPU } | { gpu: null; why: string };

type Wanted = Pick<KernelOptions, "backend" | "allowSoftwareAdapter">;

/**
 * Where tensors will live. The adapter is asked for first: without one TensorFlow.js would take the backend and fail later.
 */
export async function chooseDevice({ backend, allowSoftwareAdapter }: Wanted, probe: DeviceProbe): Promise<Device> {
  if (backend !== "auto" && backend !== "webgpu")
    return onProcessor(probe, backend, `The ${backend} backend was chosen for this kernel.`);
  const found = await probe.findGpu();
  if (!found.gpu) return onProcessor(probe, "wasm", found.why);
  const adapter = await requestAdapter(found.gpu);
  if (!adapter) return onProcessor(probe, "wasm", "WebGPU is there, but it found no graphics adapter.");
  const name = adapterName(adapter.info);
  if (isSoftware(adapter) && !allowSoftwareAdapter) {
    return onProcessor(
      probe,
      "wasm",
      `The only graphics adapter (${name}) is a software one, which is slower than wasm.`,
    );
  }
  return { kind: probe.kind, backend: "webgpu", adapter: name };
}

async function requestAdapter(gpu: GPU): Promise<GPUAdapter | null> {
  try {
    return await gpu.requestAdapter({ powerPreference: "high-performance" });
  } catch {
    return null;
  }
}

function onProcessor({ kind }: DeviceProbe, backend: "wasm" | "cpu", note: string): Device {
  return { kind, backend, adapter: "processor", note: note.slice(0, 500) };
}

function adapterName({ vendor, architecture, description, device }: GPUAdapterInfo): string {
  return (description || [vendor, architecture || device].filter(Boolean).join(" ") || "GPU").slice(0, 200);
}

function isSoftware({ info }: GPUAdapter): boolean {
  const { isFallbackAdapter } = info as { isFallbackAdapter?: boolean };
  return (
    isFallbackAdapter === true ||
    /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i.test(
      `${info.vendor} ${info.architecture} ${info.description} ${info.device}`,
    )
  );
}
