import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { markBuilt } from "./build-stamp.mjs";
import { bundleForNode, bundleKernel } from "./node-bundle";

async function buildServer(): Promise<void> {
  const workers = [
    "workers/inference.ts",
    "workers/package-builder.ts",
    "workers/trial.ts",
    "client/worker/process.ts",
  ].filter((file) => existsSync(file));
  await bundleForNode(["server/main.ts", ...workers], "dist");
  await bundleKernel("dist");
}

function run(args: string[]): void {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

process.env.NEXT_TELEMETRY_DISABLED = "1";
rmSync("dist/build-stamp", { force: true });
await buildServer();
run(["--import", "tsx", "scripts/build-sandbox.ts"]);
run(["--import", "tsx", "scripts/build-types.ts"]);
run(["node_modules/next/dist/bin/next", "build"]);
markBuilt();
