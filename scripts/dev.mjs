// `npm run dev`: the server from its sources, pages with hot reload.
import { spawnSync } from "node:child_process";

process.env.NODE_ENV = "development";
process.env.NEXT_TELEMETRY_DISABLED = "1";
for (const script of ["scripts/build-sandbox.ts", "scripts/build-types.ts"]) {
  const { status } = spawnSync(process.execPath, ["--import", "tsx", script], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
const { status } = spawnSync(process.execPath, ["--import", "tsx", "server/main.ts"], { stdio: "inherit" });
process.exit(status ?? 1);
