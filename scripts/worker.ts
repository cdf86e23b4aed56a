// `npm run worker -- --server URL --token TOKEN`: runs a server's jobs on this machine. See client/worker/options.ts.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { workerCommand } from "@/client/worker/main";

const packageFile = new URL("../package.json", import.meta.url);
const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, "utf8")));

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
process.once("SIGTERM", () => stop.abort());

process.exitCode = await workerCommand(process.argv.slice(2), {
  env: process.env,
  version,
  say: (line) => console.error(line),
  signal: stop.signal,
});
