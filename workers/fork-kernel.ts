import { spawn } from "node:child_process";
import { KernelProcess } from "./kernel-process";
import { vulkanEnvironment } from "./vulkan";

/**
 * A kernel as a child process with an empty environment. `script`: workers/node-kernel.ts under tsx, or its bundle. This
 * alone is no boundary against hostile code, which has the rights of whoever runs it: see workers/sandbox.
 */
export function forkKernel(script: string, execArgv: string[] = []): KernelProcess {
  const child = spawn(process.execPath, [...execArgv, script], {
    env: { NODE_ENV: "production", PATH: process.env.PATH ?? "", ...vulkanEnvironment() },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  return new KernelProcess(child);
}
