import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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

function startRun() {
  const device = { kind: "server" as const, backend: "cpu" as const, adapter: "none" };
  return createQuireClient({ url: server.url, token }).runs.start.mutate({ workspace, name: "digits", device });
}

/** The script that the README shows. */
async function readmeScript(): Promise<string> {
  const readme = await readFile(path.resolve("README.md"), "utf8");
  const blocks = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code ?? "");
  const script = blocks.find((code) => code.includes("createQuireClient"));
  if (!script) throw new Error("the README shows no script");
  return script.replace("http://localhost:3000", server.url);
}

/** Runs a script as a user would, in a Node of its own. */
async function runScript(source: string): Promise<{ code: number | null; output: string }> {
  const folder = await mkdtemp(path.resolve("client", ".test-"));
  try {
    const file = path.join(folder, "script.ts");
    await writeFile(file, source);
    const child = spawn(process.execPath, ["--import", "tsx", file], {
      env: { ...process.env, QUIRE_TOKEN: token },
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

  it("follows what happens, over a socket with the same token", async () => {
    const quire = createQuireClient({ url: server.url, token });
    const { runId } = await startRun();
    const seen = await new Promise((resolve, reject) => {
      const subscription = quire.runs.watch.subscribe(
        { workspace, runId },
        {
          onStarted: () =>
            void quire.runs.log
              .mutate({ workspace, runId, points: [{ key: "acc", step: 1, value: 0.95 }] })
              .catch(reject),
          onData: (event) => {
            subscription.unsubscribe();
            resolve(event);
          },
          onError: reject,
        },
      );
    });
    expect(seen).toBeDefined();
  });

  it("runs as the README shows it, in a Node of its own that ends by itself", async () => {
    const quire = createQuireClient({ url: server.url, token });
    const { runId } = await startRun();
    await quire.runs.log.mutate({ workspace, runId, points: [{ key: "acc", step: 1, value: 0.95 }] });
    await startRun();
    const { code, output } = await runScript(await readmeScript());
    expect(output.trim().split("\n")).toContain(`${workspace} digits running`);
    expect(code).toBe(0);
  });
});
