import { afterEach, beforeEach, expect, it } from "vitest";
import type { FromKernel, KernelOptions, ToKernel } from "@/lib/protocol/kernel";
import { NotebookRunner } from "./runner";

/** Kernels that say what the test says, the newest last. */
let kernels: { options: KernelOptions; say(message: FromKernel): void }[];
let runner: NotebookRunner;
beforeEach(() => {
  kernels = [];
  runner = new NotebookRunner({
    createTransport: () => {
      let say: (message: unknown) => void = () => undefined;
      return {
        send: (message: ToKernel) => {
          if (message.type === "start") kernels.push({ options: message.options, say: (told) => say(told) });
        },
        onMessage: (receive) => (say = receive),
        onEnd: () => undefined,
        terminate: () => undefined,
      };
    },
    host: { call: () => Promise.reject(new Error("There is no workspace here.")) },
    recorder: { begin: () => undefined, append: () => undefined, end: () => undefined },
    newId: () => "e",
    kernel: { sessionId: "s", backend: "auto", allowSoftwareAdapter: false, seed: 1, fetchHosts: [] },
  });
});
afterEach(() => runner.dispose());

const ready = (backend: "webgpu" | "wasm"): FromKernel => ({
  type: "ready",
  device: { kind: "browser", backend, adapter: "it" },
});
/** Starts a kernel, and answers when it has been told to. */
async function started(start: () => unknown) {
  start();
  await Promise.resolve();
  const kernel = kernels.at(-1);
  if (!kernel) throw new Error("No kernel was started.");
  return kernel;
}
const draining = () => runner.getSnapshot().kernel.gpuDraining;

it("lets a kernel watch the GPU when the one before it could use it, and says what it sees", async () => {
  const first = await started(() => runner.start());
  expect(first.options.gpuMayDrain).toBe(false);
  first.say(ready("webgpu"));
  const second = await started(() => runner.restart());
  expect(second.options.gpuMayDrain).toBe(true);
  second.say({ type: "gpu", draining: true });
  expect(draining()).toBe(true);
  first.say({ type: "gpu", draining: false });
  expect(draining()).toBe(true);
  second.say({ type: "gpu", draining: false });
  expect(draining()).toBe(false);
});

it("goes on with WebAssembly meanwhile, and watches again when the GPU is wanted back", async () => {
  const first = await started(() => runner.start());
  first.say(ready("webgpu"));
  const second = await started(() => runner.restart());
  // It waits for the adapter: it is not ready, but it can say why.
  second.say({ type: "gpu", draining: true });
  expect(runner.getSnapshot().kernel).toMatchObject({ status: "starting", gpuDraining: true });
  const third = await started(() => runner.setBackend("wasm"));
  third.say(ready("wasm"));
  expect(third.options.backend).toBe("wasm");
  expect(runner.getSnapshot().kernel).toMatchObject({ status: "ready", gpuDraining: false });
  const fourth = await started(() => runner.setBackend("auto"));
  expect(fourth.options.gpuMayDrain).toBe(true);
  fourth.say({ type: "gpu", draining: false });
  fourth.say(ready("wasm"));
  expect((await started(() => runner.restart())).options.gpuMayDrain).toBe(false);
});

it("tells the next kernel what was found without a GPU, as long as the same is wanted", async () => {
  const first = await started(() => runner.start());
  expect(first.options.found).toBeUndefined();
  first.say(ready("wasm"));
  const second = await started(() => runner.restart());
  expect(second.options.found).toMatchObject({ backend: "wasm" });
  second.say(ready("wasm"));
  const third = await started(() => runner.setBackend("cpu"));
  expect(third.options.found).toBeUndefined();
  third.say(ready("webgpu"));
  expect((await started(() => runner.restart())).options.found).toBeUndefined();
});
