import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchDrain } from "./gpu-drain";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("GPUBufferUsage", { COPY_DST: 8 });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A GPU that takes so long over each step. */
function fakeGpu(times: { adapter?: number; device?: number; work?: number; fails?: boolean }) {
  const after = <T>(ms: number | undefined, value: T) =>
    new Promise<T>((done) => setTimeout(() => done(value), ms ?? 0));
  const encoder = { clearBuffer: vi.fn(), finish: () => "commands" };
  const device = {
    createBuffer: () => "buffer",
    createCommandEncoder: () => encoder,
    queue: { submit: vi.fn(), onSubmittedWorkDone: () => after(times.work, undefined) },
    destroy: vi.fn(),
  };
  const adapter = {
    requestDevice: () => (times.fails ? Promise.reject(new Error("the device is lost")) : after(times.device, device)),
  };
  return { gpu: { requestAdapter: () => after(times.adapter, adapter) } as unknown as GPU, device };
}

/** What was told, and after how many milliseconds. */
async function told(gpu: GPU): Promise<[at: number, draining: boolean][]> {
  const found: [number, boolean][] = [];
  const began = Date.now();
  const watched = watchDrain(gpu, (draining) => found.push([Date.now() - began, draining]), 1000);
  await vi.runAllTimersAsync();
  await watched;
  return found;
}

it("tells only that a GPU is free which answers in time, and lets go of its device", async () => {
  const { gpu, device } = fakeGpu({ adapter: 100, device: 300, work: 500 });
  expect(await told(gpu)).toEqual([[900, false]]);
  expect(device.queue.submit).toHaveBeenCalledExactlyOnceWith(["commands"]);
  expect(device.destroy).toHaveBeenCalledOnce();
});

it.each(["adapter", "device", "work"] as const)("tells that the GPU is busy when the %s comes late", async (step) => {
  expect(await told(fakeGpu({ [step]: 4000 }).gpu)).toEqual([
    [1000, true],
    [4000, false],
  ]);
});

it("takes a GPU that refuses for one that is not busy", async () => {
  expect(await told(fakeGpu({ adapter: 1500, fails: true }).gpu)).toEqual([
    [1000, true],
    [1500, false],
  ]);
});
