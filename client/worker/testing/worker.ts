import { kernelTransport } from "../../kernel-transport";
import { Worker, type WorkerOptions } from "../worker";

export const facts = {
  name: "lab",
  version: "0",
  memoryGb: 8,
  cores: 2,
  labels: [],
  slots: 1,
  device: { kind: "server" as const, backend: "wasm" as const, adapter: "" },
};

/** A worker in this process, with kernels in processes of their own. */
export function beginWorker(given: Partial<WorkerOptions> & { url: string; token: string }) {
  const said: string[] = [];
  const worker = new Worker({ facts, createTransport: kernelTransport, say: (line) => said.push(line), ...given });
  const stopping = new AbortController();
  const done = worker.run(stopping.signal);
  const stop = async () => {
    stopping.abort();
    await Promise.allSettled([done]);
  };
  return { worker, said, done, stop };
}
