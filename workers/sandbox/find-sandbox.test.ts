import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { findSandbox } from "./find-sandbox";
import { sandboxedKernel } from "./sandboxed-kernel";

const folder = mkdtempSync(path.join(tmpdir(), "quire-bwrap-"));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(path.join(folder, "bwrap"), { force: true });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A bubblewrap that says only this, before the real one in PATH. */
function standIn(says: string): string {
  const file = path.join(folder, "bwrap");
  writeFileSync(file, `#!/bin/sh\necho "bwrap: ${says}" >&2\nexit 1\n`);
  chmodSync(file, 0o755);
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
  return file;
}

it("finds bubblewrap, by locking up a Node", () => {
  expect(findSandbox()).toEqual({ kind: "bubblewrap", path: expect.stringMatching(/\/bwrap$/) as string });
});

it.each([
  ["No permissions to create a new namespace", "bubblewrap may not make namespaces here (bwrap: No permissions"],
  ["Unknown option --disable-userns", "Version 0.8 or later is needed."],
  ["Can't find source path /x", "bubblewrap does not work here: bwrap: Can't find source path /x"],
])("says what to do where it answers %s", (says, why) => {
  standIn(says);
  expect(findSandbox()).toEqual({ kind: "none", why: expect.stringContaining(why) as string });
});

it("says on a kernel why its sandbox could not be made", async () => {
  const kernel = sandboxedKernel("workers/node-kernel.ts", { bubblewrap: standIn("Can't mount proc") });
  expect(await new Promise((resolve) => kernel.onEnd(resolve))).toBe(
    "The kernel could not be started. bubblewrap does not work here: Can't mount proc",
  );
});

it("says on a kernel that there is no bubblewrap at its place", async () => {
  const kernel = sandboxedKernel("workers/node-kernel.ts", { bubblewrap: "/nowhere/bwrap" });
  expect(await new Promise((resolve) => kernel.onEnd(resolve))).toMatch(/^The kernel could not be started: /);
});
