import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createToken } from "@/server/features/people/tokens";
import { callerFor, createPerson, createWorkspace } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import { notebookCommand } from "./main";

const VALUE = "sk-live-9f8E7d6C5b4A3+2/1x";
const folder = mkdtempSync(path.join(tmpdir(), "quire-secrets-"));
let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const text = `// %% id=a type=ts
import { secrets } from "quire";
const key = await secrets.get("WEATHER_KEY");
console.log(key, key.length);
`;

async function run(args: string[], env: Record<string, string> = {}) {
  writeFileSync(path.join(folder, "key.nb.ts"), text);
  const lines: string[] = [];
  const command = ["run", "key.nb.ts", "--out", "key.ipynb", ...args];
  const signal = new AbortController().signal;
  const code = await notebookCommand(command, { env, folder, error: (line) => lines.push(line), signal });
  const written = readFileSync(path.join(folder, "key.ipynb"), "utf8");
  return { code, said: lines.join("\n"), written };
}

describe("a secret in a notebook that runs from the command line", () => {
  it("is a variable, and is masked in the file that is written", async () => {
    const { code, said, written } = await run([], { QUIRE_SECRET_WEATHER_KEY: VALUE });
    expect(code, said).toBe(0);
    expect(written).toContain("•••• WEATHER_KEY 26");
    expect(said + written).not.toContain("9f8E7d");
  });

  it("says which variable is missing, or too short", async () => {
    expect((await run([])).said).toContain(
      'This cell needs the secret "WEATHER_KEY". Give it as the variable QUIRE_SECRET_WEATHER_KEY, or run the notebook with --server URL --token TOKEN.',
    );
    expect((await run([], { QUIRE_SECRET_WEATHER_KEY: "no" })).said).toContain(
      "The variable QUIRE_SECRET_WEATHER_KEY cannot be used: Use at least 8 characters",
    );
  });

  it("comes from a server, where the token may", async () => {
    const { app } = server;
    const ana = await createPerson(app, "Ana");
    const { slug: workspace } = await createWorkspace(app, [[ana, "owner"]]);
    const secret = { name: "WEATHER_KEY", value: VALUE, role: "editor", notebookIds: null } as const;
    await callerFor(app, ana).secrets.set({ workspace, ...secret });
    const at = async (scope: "read" | "write") => {
      const { token } = await createToken(app, ana.userId, { name: scope, scopes: [scope], days: null });
      return run(["--server", server.url, "--token", token]);
    };
    const { code, said, written } = await at("write");
    expect(code, said).toBe(0);
    expect(written).toContain("•••• WEATHER_KEY 26");
    expect((await at("read")).code).toBe(1);
  });
});
