import { KernelDriver, type KernelTransport } from "@/lib/kernel/driver";
import { newId } from "@/lib/ids";
import type { Device } from "@/lib/protocol/device";
import { QuireError } from "@/lib/protocol/errors";
import { hasGraphics } from "@/workers/sandbox/command";
import { findSandbox } from "@/workers/sandbox/find-sandbox";
import { sandboxedKernel } from "@/workers/sandbox/sandboxed-kernel";
import { kernelTransport, NODE_KERNEL } from "../kernel-transport";
import { parseSettings, type WorkerSettings } from "./options";
import { SpareKernel } from "./spare-kernel";
import { Worker } from "./worker";

export interface WorkerTerminal {
  env: Readonly<Record<string, string | undefined>>;
  version: string;
  say: (line: string) => void;
  signal: AbortSignal;
  /** From now on it aborts when standard input closes, too. */
  watchInput: () => void;
}

/** How kernels are started here; throws where they cannot be locked up and nobody said that they need not be. */
function kernels({ sandboxed, memoryGb }: WorkerSettings): () => KernelTransport {
  if (!sandboxed) return kernelTransport;
  const sandbox = findSandbox();
  if (sandbox.kind === "none")
    throw new QuireError(
      "UNAVAILABLE",
      `Kernels cannot be locked up here. ${sandbox.why} With --unsafe-no-sandbox cells run all the same, and can read and do all that this process can.`,
    );
  const gpu = hasGraphics();
  return () => sandboxedKernel(NODE_KERNEL, { bubblewrap: sandbox.path, limits: { memoryBytes: memoryGb * 1e9 }, gpu });
}

/** What a kernel finds here, seen by starting one. */
async function probe(createTransport: () => KernelTransport, allowSoftwareAdapter: boolean): Promise<Device> {
  const host = { call: () => Promise.reject(new QuireError("UNAVAILABLE", "There is no workspace here.")) };
  const driver = new KernelDriver(createTransport(), host, {
    output: () => undefined,
    device: () => undefined,
    gpuDraining: () => undefined,
    dead: () => undefined,
  });
  try {
    const options = { backend: "auto" as const, allowSoftwareAdapter, fetchHosts: [], seed: 0 };
    return await driver.start({ sessionId: newId(), ...options });
  } finally {
    driver.terminate();
  }
}

/** `npm run worker`. Answers with the exit code. */
export async function workerCommand(args: readonly string[], terminal: WorkerTerminal): Promise<number> {
  const { env, version, say, signal } = terminal;
  try {
    const settings = parseSettings(args, env);
    const createKernel = kernels(settings);
    const device = await probe(createKernel, settings.softwareAdapter);
    const spare = new SpareKernel(createKernel);
    const { url, token, name, labels, slots, memoryGb, cores, idleMs, softwareAdapter, id } = settings;
    const facts = { name, version, device, memoryGb, cores, labels, slots };
    if (!settings.sandboxed) say("Kernels are not locked up: cells can read and do all that this process can.");
    say(`${name} asks ${url} for jobs (${device.backend}, ${slots} at once).`);
    if (device.note) say(device.note);
    const worker = new Worker({ id, url, token, facts, idleMs, softwareAdapter, createTransport: spare.take, say });
    if (settings.endWithStdin) terminal.watchInput();
    spare.fill();
    await worker.run(signal).finally(() => spare.close());
    return 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return error instanceof QuireError && error.code === "BAD_REQUEST" ? 2 : 1;
  }
}
