import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findSandbox, type Sandbox } from "../workers/sandbox/find-sandbox";

const run = (command: string, args: string[]) => spawnSync(command, args, { stdio: "inherit" });

/** As `findSandbox`, but installs bubblewrap where there is none and it can: Debian's package, as root. */
export function ensureBubblewrap(): Sandbox {
  const found = findSandbox();
  if (found.kind === "bubblewrap" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return found;
  run("apt-get", ["update"]);
  run("apt-get", ["install", "-y", "--no-install-recommends", "bubblewrap", "util-linux"]);
  return findSandbox();
}
