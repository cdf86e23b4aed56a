import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { sessionSecret } from "./secret";

const folder = mkdtempSync(path.join(tmpdir(), "quire-secret-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("makes a secret once, readable by its owner alone, and finds it again", () => {
  const env = { QUIRE_DATA: path.join(folder, "data"), QUIRE_SECRET: undefined };
  const made = sessionSecret(env);
  expect(made.length).toBeGreaterThanOrEqual(43);
  expect(sessionSecret(env)).toBe(made);
  expect(statSync(path.join(folder, "data", "session-secret")).mode & 0o777).toBe(0o600);
});

it("prefers the setting", () => {
  expect(sessionSecret({ QUIRE_DATA: folder, QUIRE_SECRET: "from the settings, long enough" })).toBe(
    "from the settings, long enough",
  );
});
