import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { installRoot } from "../install-root";
import { workerCommand } from "./main";

/** The worker as a process of its own: `npm run worker`, and what a server starts by itself. */

/** What runs is given back to the queue meanwhile, if the server still answers. */
const LONGEST_END_MS = 8000;

const packageFile = path.join(installRoot, "package.json");
const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, "utf8")));

const stop = new AbortController();
const end = () => {
  setTimeout(() => process.exit(1), LONGEST_END_MS).unref();
  stop.abort();
};
process.once("SIGINT", end);
process.once("SIGTERM", end);

const code = await workerCommand(process.argv.slice(2), {
  env: process.env,
  version,
  say: (line) => process.stderr.write(`${line}\n`),
  signal: stop.signal,
  watchInput: () => process.stdin.once("close", end).resume(),
});
// Requests to a server that is gone may be tried for long.
process.exit(code);
