import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildSandbox } from "@/scripts/build-sandbox";
import { readEnv, type Env } from "@/server/env";
import { readPolicy, signPolicy } from "./policy";
import { handleSandbox, isSandboxRequest } from "./site";

const folder = mkdtempSync(path.join(tmpdir(), "quire-site-"));
let env: Env;
let server: Server;
let base: string;

beforeAll(async () => {
  env = { ...readEnv({ NODE_ENV: "test", PORT: "3000", QUIRE_DATA: folder }), distDir: folder };
  await buildSandbox(path.join(folder, "sandbox"));
  server = createServer((req, res) => void handleSandbox(env, req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const policyOf = async (at: string) => (await fetch(`${base}${at}`)).headers.get("content-security-policy") ?? "";
const workerFile = async () =>
  /name="quire-worker" content="([^"]+)"/.exec(await (await fetch(`${base}/c/none/frame.html`)).text())?.[1] ?? "";

describe("the policy in the address", () => {
  it("comes back as it was signed, and not otherwise", () => {
    const segment = signPolicy(env, ["https://data.example"]);
    expect(readPolicy(env, segment)).toEqual(["https://data.example"]);
    expect(readPolicy(env, "none")).toEqual([]);
    const forged = `${Buffer.from('["*"]').toString("base64url")}.${segment.split(".")[1]}`;
    for (const bad of [forged, `${segment}x`, "", "x.y", segment.split(".")[0] ?? ""])
      expect(readPolicy(env, bad)).toBeNull();
  });

  it("lets cells reach no host, these, or all", async () => {
    const closed = await policyOf(`/c/none/${await workerFile()}`);
    expect(closed).toContain(`connect-src ${base}/c/none/ blob: data:;`);
    expect(await policyOf(`/c/${signPolicy(env, ["https://data.example"])}/${await workerFile()}`)).toContain(
      "https://data.example wss://data.example",
    );
    expect(await policyOf(`/c/${signPolicy(env, ["*"])}/${await workerFile()}`)).toContain("https: wss:");
  });
});

describe("the sandbox site", () => {
  it("may be framed by the app alone, and its workers make no workers", async () => {
    expect(await policyOf("/c/none/frame.html")).toContain(
      "frame-ancestors http://localhost:3000 http://127.0.0.1:3000",
    );
    expect(await policyOf(`/c/none/${await workerFile()}`)).toContain("worker-src 'none'");
  });

  it("closes off its frame where it lies on the app's own address", async () => {
    const policy = await policyOf("/sandbox/c/none/frame.html");
    expect(policy).toContain("sandbox allow-scripts");
    expect(policy).toContain(`connect-src ${base}/sandbox/c/none/ blob: data:`);
  });

  it("gives files that are named by their content, packed, for ever; and sets no cookie", async () => {
    const response = await fetch(`${base}/c/none/${await workerFile()}`, { headers: { "accept-encoding": "gzip" } });
    expect(response.headers.get("cache-control")).toContain("immutable");
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(response.headers.get("set-cookie")).toBeNull();
    expect((await response.text()).length).toBeGreaterThan(10_000);
  });

  it.each([
    "/",
    "/c/none/",
    "/c/none/manifest.json",
    "/c/none/..%2fmanifest.json",
    "/c/none/../../etc/passwd",
    "/c/forged/frame.html",
    "/c/none/__proto__",
    "/c/none/constructor",
    "/trpc/x",
  ])("has nothing at %s", async (at) => {
    expect((await fetch(`${base}${at}`)).status).toBe(404);
  });

  it("takes no changes", async () => {
    expect((await fetch(`${base}/c/none/frame.html`, { method: "POST" })).status).toBe(404);
  });

  it("is told by its host name, or by its path on the app's address", () => {
    const request = (host: string, url: string) =>
      ({ headers: { host }, url }) as unknown as Parameters<typeof isSandboxRequest>[1];
    expect(isSandboxRequest(env, request("sandbox.localhost:3000", "/anything"))).toBe(true);
    expect(isSandboxRequest(env, request("localhost:3000", "/sandbox/c/none/frame.html"))).toBe(true);
    expect(isSandboxRequest(env, request("localhost:3000", "/"))).toBe(false);
  });
});
