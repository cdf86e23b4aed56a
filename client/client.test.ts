import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createToken } from "@/server/features/people/tokens";
import { createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import { createQuireClient } from "./client";

let server: TestServer;
let ana: TestPerson;
let workspace: string;
let token: string;

beforeAll(async () => {
  server = await createTestServer();
  ana = await createPerson(server.app, "Ana");
  ({ slug: workspace } = await createWorkspace(server.app, [[ana, "owner"]]));
  ({ token } = await createToken(server.app, ana.userId, { name: "script", scopes: ["write"], days: null }));
});
afterAll(() => server.close());

/** Runs a script as a user would, in a Node of its own. */
async function runScript(
  source: string,
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const folder = await mkdtemp(path.resolve("client", ".test-"));
  try {
    const file = path.join(folder, "script.ts");
    await writeFile(file, source);
    const child = spawn(process.execPath, ["--import", "tsx", file], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr.on("data", (data: Buffer) => (output += data.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe("the typed client", () => {
  it("calls queries and mutations as the token's person", async () => {
    const quire = createQuireClient({ url: server.url, token });
    expect((await quire.people.me.query()).user).toEqual({ id: ana.userId, name: "Ana", email: ana.email });
    expect(await quire.people.workspaces.query()).toEqual([{ slug: workspace, name: "Team", role: "owner" }]);
  });

  it("gives dates as dates", async () => {
    const quire = createQuireClient({ url: `${server.url}/`, token });
    const [member] = await quire.people.members.list.query({ workspace });
    expect(member?.since).toBeInstanceOf(Date);
  });

  it("batches calls that are made together", async () => {
    const quire = createQuireClient({ url: server.url, token });
    const answers = await Promise.all([
      quire.people.me.query(),
      quire.people.workspace.get.query({ workspace }),
      quire.people.members.list.query({ workspace }),
    ]);
    expect(answers).toHaveLength(3);
  });

  it("fails with the server's own words", async () => {
    const quire = createQuireClient({ url: server.url, token });
    const refusal = await quire.people.workspace.updateSettings
      .mutate({ workspace, name: "x" })
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TRPCClientError);
    expect(refusal).toMatchObject({
      message: expect.stringContaining('lacks the scope "manage"') as string,
      data: { code: "FORBIDDEN", quireCode: "FORBIDDEN" },
    });
    await expect(
      createQuireClient({ url: server.url, token: "quire_pat_wrong" }).people.workspaces.query(),
    ).rejects.toThrow(/personal token/);
  });

  it("runs in a plain Node script, which ends by itself", async () => {
    const source = `
      import { createQuireClient } from "../client";
      const quire = createQuireClient({ url: process.env.QUIRE_URL ?? "", token: process.env.QUIRE_TOKEN ?? "" });
      for (const { name, role } of await quire.people.workspaces.query()) console.log(name, role);
    `;
    expect(await runScript(source, { QUIRE_URL: server.url, QUIRE_TOKEN: token })).toEqual({
      code: 0,
      output: "Team owner\n",
    });
  });
});
