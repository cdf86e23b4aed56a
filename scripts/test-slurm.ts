// `npm run test:slurm`: the tests that need a real Slurm, which it installs where it can.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const run = (command: string, args: string[], env: Record<string, string> = {}) =>
  spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } }).status ?? 1;
const there = () => ["munged", "slurmctld", "slurmd"].every((name) => existsSync(`/usr/sbin/${name}`));

if (process.getuid?.() !== 0) {
  console.error("A Slurm for tests is run by root only.");
  process.exit(1);
}
if (!there() && existsSync("/usr/bin/apt-get")) {
  run("apt-get", ["update"]);
  run("apt-get", ["install", "-y", "--no-install-recommends", "slurm-wlm", "munge"]);
}
if (!there()) {
  console.error("There is no Slurm here. Install it with munge (Debian and Ubuntu: apt install slurm-wlm munge).");
  process.exit(1);
}
process.exit(run("node_modules/.bin/vitest", ["run"], { QUIRE_SLURM: "1" }));
