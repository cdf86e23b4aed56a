import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { expect, it } from "vitest";

/** A process with a kernel in an endless loop, which has given itself a title. It says when the loop has begun. */
const doomed = (title: string, make: string) => `
  const { openSession, sandboxMaker } = await import("./workers/sandbox/testing.ts");
  const { forkKernel } = await import("./workers/fork-kernel.ts");
  const session = await openSession(${make});
  await session.run("process.title = '${title}'");
  session.run("console.log('in'); for (;;) {}");
  console.log("begun");
`;

const named = (title: string) =>
  readdirSync("/proc").filter((id) => {
    try {
      return /^\d+$/.test(id) && readFileSync(`/proc/${id}/cmdline`, "latin1").startsWith(title);
    } catch {
      return false;
    }
  });

it.each([
  ["a kernel of its own", 'forkKernel("workers/node-kernel.ts", ["--import", "tsx"])'],
  ["a sandboxed kernel", "(await sandboxMaker())()"],
])("%s ends by itself, however busy, when the process that drives it is killed", async (_, make) => {
  const title = `quire-orphan-${process.pid}`;
  const args = ["--import", "tsx", "--input-type=module", "-e", doomed(title, make)];
  const driver = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(driver.stdout, "data");
  expect(named(title)).toHaveLength(1);
  driver.kill("SIGKILL");
  await expect.poll(() => named(title), { timeout: 20_000 }).toEqual([]);
});
