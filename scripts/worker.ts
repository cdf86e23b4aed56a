// `npm run worker -- --server URL --token TOKEN`: runs a server's jobs on this machine. See client/worker/options.ts.
import { isBuilt } from "./build-stamp.mjs";
import { bundleKernel } from "./node-bundle";

// Kernels are locked up with a bundle; a machine that only works needs no more of the build.
if (!isBuilt()) await bundleKernel("dist");
await import("@/client/worker/process");
