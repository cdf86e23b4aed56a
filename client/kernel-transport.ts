import { existsSync } from "node:fs";
import path from "node:path";
import { forkKernel } from "@/workers/fork-kernel";
import { installRoot } from "./install-root";

const at = (file: string): string => path.join(installRoot, file);

/** The built kernel. */
export const NODE_KERNEL = at("dist/workers/node-kernel.mjs");

/** The built kernel starts in a moment; without a build the source does. Neither is locked up. */
export function kernelTransport() {
  return existsSync(NODE_KERNEL)
    ? forkKernel(NODE_KERNEL)
    : forkKernel(at("workers/node-kernel.ts"), ["--import", import.meta.resolve("tsx")]);
}
