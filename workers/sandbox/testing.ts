import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { KernelDriver } from "@/lib/kernel/driver";
import type { KernelHost } from "@/lib/protocol/host";
import type { OutputChunk } from "@/lib/protocol/output";
import { plainOf } from "@/lib/protocol/output";
import { bundleKernel } from "../../scripts/node-bundle";
import type { KernelProcess } from "../kernel-process";
import { findSandbox } from "./find-sandbox";
import { sandboxedKernel, type SandboxOptions } from "./sandboxed-kernel";

export type SandboxMaker = (options?: Partial<SandboxOptions>) => KernelProcess;

/** Makes sandboxed kernels of the present source. A machine that cannot lock up a kernel fails the tests, and is told why. */
export async function sandboxMaker(): Promise<SandboxMaker> {
  const found = findSandbox();
  if (found.kind === "none") throw new Error(found.why);
  const script = await buildKernel();
  return (options) => sandboxedKernel(script, { bubblewrap: found.path, ...options });
}

/** One place for all who test at once: each puts the same there, whole. */
async function buildKernel(): Promise<string> {
  const folder = path.resolve("node_modules/.cache/quire");
  mkdirSync(folder, { recursive: true });
  const mine = mkdtempSync(path.join(folder, "kernel-"));
  await bundleKernel(mine);
  const script = path.join(folder, "node-kernel.mjs");
  renameSync(path.join(mine, "workers/node-kernel.mjs"), script);
  rmSync(mine, { recursive: true });
  return script;
}

export interface Session {
  /** What it shows, as text; and how it ended, as far as the kernel lived so long. */
  run(source: string): Promise<{ status: string; shown: string }>;
  /** Why the kernel has ended by itself. */
  ended: Promise<string>;
  /** In which executions' names something was shown. */
  shownFor: Set<string>;
  close(): void;
}

const noHost: KernelHost = { call: () => Promise.reject(new Error("There is no workspace here.")) };

/** A kernel and its driver, as a worker has them. */
export async function openSession(transport: KernelProcess, host = noHost): Promise<Session> {
  const texts = new Map<string, string[]>();
  const shownFor = new Set<string>();
  let tellEnd: (reason: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => (tellEnd = resolve));
  const driver = new KernelDriver(transport, host, {
    output: (executionId, chunk) => {
      shownFor.add(executionId);
      texts.get(executionId)?.push(...textOf(chunk));
    },
    device: () => undefined,
    dead: (reason) => tellEnd(reason),
  });
  const options: Parameters<KernelDriver["start"]>[0] = {
    sessionId: "s",
    backend: "cpu",
    allowSoftwareAdapter: false,
    seed: 1,
    fetchHosts: [],
  };
  await driver.start(options);
  let count = 0;
  return {
    run: async (source) => {
      const id = `e${++count}`;
      texts.set(id, []);
      const { status } = await driver.execute(id, { cellId: `c${count}`, source });
      return { status, shown: texts.get(id)?.join("\n") ?? "" };
    },
    ended,
    shownFor,
    close: () => driver.terminate(),
  };
}

function textOf(chunk: OutputChunk): string[] {
  if (chunk.kind === "error") return [`${chunk.error.name}: ${chunk.error.message}`];
  if (chunk.kind === "console") return chunk.bundles.map(plainOf);
  return chunk.kind === "result" ? [plainOf(chunk.bundle)] : [];
}
