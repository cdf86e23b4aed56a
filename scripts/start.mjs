// `npm start`: builds when the sources have changed since the last build, then serves.
import { spawnSync } from "node:child_process";
import { isBuilt } from "./build-stamp.mjs";

process.env.NODE_ENV = "production";
process.env.NEXT_TELEMETRY_DISABLED = "1";

if (!isBuilt()) {
  console.log("Building Quire (only after a change) …");
  const { status } = spawnSync(process.execPath, ["--import", "tsx", "scripts/build.ts"], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
await import("../dist/server/main.mjs");
