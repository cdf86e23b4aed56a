import { beforeAll, expect, it, vi } from "vitest";
import { KernelDriver } from "@/lib/kernel/driver";
import type { Device } from "@/lib/protocol/device";
import type { KernelOptions } from "@/lib/protocol/kernel";
import { useSwiftShader } from "../testing-vulkan";
import { type SandboxMaker, sandboxMaker } from "./testing";

let makeKernel: SandboxMaker;
beforeAll(async () => (makeKernel = await sandboxMaker()));

async function deviceOf(options: Parameters<SandboxMaker>[0], kernel: Partial<KernelOptions> = {}): Promise<Device> {
  const host = { call: () => Promise.reject(new Error("There is no workspace here.")) };
  const nothing = () => undefined;
  const driver = new KernelDriver(makeKernel(options), host, { output: nothing, device: nothing, dead: nothing });
  try {
    const auto = { backend: "auto" as const, allowSoftwareAdapter: false, fetchHosts: [], seed: 0 };
    return await driver.start({ sessionId: "s", ...auto, ...kernel });
  } finally {
    driver.terminate();
  }
}

it("without a graphics card a kernel runs on wasm, and says why", async () => {
  expect(await deviceOf({ gpu: false })).toMatchObject({
    kind: "server",
    backend: "wasm",
    note: "WebGPU is there, but it found no graphics adapter.",
  });
});

it("a software adapter is used by explicit setting only", async () => {
  useSwiftShader();
  expect(await deviceOf({ gpu: true })).toMatchObject({
    backend: "wasm",
    note: expect.stringMatching(/software/) as string,
  });
  expect(await deviceOf({ gpu: true }, { allowSoftwareAdapter: true })).toMatchObject({
    kind: "server",
    backend: "webgpu",
    adapter: expect.stringMatching(/SwiftShader/) as string,
  });
});

it("a machine that the package has no binary for goes on without", async () => {
  vi.doMock("webgpu", () => {
    throw new Error("Cannot find module dawn.node");
  });
  const { findDawn } = await import("../dawn-gpu");
  expect(await findDawn()).toMatchObject({ gpu: null, why: expect.stringMatching(/cannot be loaded here/) as string });
});
