import { fork } from "node:child_process";
import type { KernelTransport } from "@/lib/kernel/driver";
import type { ToKernel } from "@/lib/protocol/kernel";
import { KERNEL_UP } from "./kernel-up";

/**
 * A kernel as a child process with an empty environment. `script`: workers/node-kernel.ts under tsx, or its bundle. This
 * alone is no boundary against hostile code: see the sandbox of server jobs.
 */
export function forkKernel(script: string, execArgv: string[] = []): KernelTransport {
  const child = fork(script, [], {
    serialization: "advanced",
    execArgv,
    env: { NODE_ENV: "production", PATH: process.env.PATH ?? "" },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let waiting: ToKernel[] | undefined = [];
  let told = false;
  let lastWords = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-2000);
  });
  child.on("message", (message) => {
    if (message !== KERNEL_UP) return;
    for (const early of waiting ?? []) child.send(early);
    waiting = undefined;
  });
  return {
    send: (message) => {
      if (waiting) waiting.push(message);
      else if (child.connected) child.send(message);
    },
    onMessage: (receive) => void child.on("message", receive),
    onEnd: (ended) => {
      const report = (reason: string) => {
        if (!told) ended(reason);
        told = true;
      };
      child.on("error", (error) => report(`The kernel could not be started: ${error.message}`));
      child.on("exit", (code, signal) => report(endReason(code, signal, lastWords)));
    },
    terminate: () => {
      told = true;
      child.kill("SIGKILL");
    },
  };
}

function endReason(code: number | null, signal: NodeJS.Signals | null, lastWords: string): string {
  if (/heap out of memory|allocation failed/i.test(lastWords)) return "The kernel ran out of memory.";
  return `The kernel ended by itself (${signal ?? `exit code ${code}`}). ${lastWords.split("\n").find((line) => /error/i.test(line)) ?? ""}`.trim();
}
