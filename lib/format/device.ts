import type { Device } from "@/lib/protocol/device";

const backendNames = { webgpu: "WebGPU", wasm: "WebAssembly", cpu: "CPU" } as const;

export const deviceText = ({ kind, backend, adapter }: Device): string =>
  `${kind === "server" ? "server " : ""}${backendNames[backend]}${adapter && backend === "webgpu" ? ` (${adapter})` : ""}`;
