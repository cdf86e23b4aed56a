import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { forkKernel } from "@/workers/fork-kernel";

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The built kernel. */
export const NODE_KERNEL = at("dist/workers/node-kernel.mjs");

/** The built kernel starts in a moment; without a build the source does. Neither is locked up. */
export function kernelTransport() {
  return existsSync(NODE_KERNEL)
    ? forkKernel(NODE_KERNEL)
    : forkKernel(at("workers/node-kernel.ts"), ["--import", import.meta.resolve("tsx")]);
}
