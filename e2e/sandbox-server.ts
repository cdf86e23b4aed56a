import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import type { KernelPlace } from "@/lib/kernel/sandbox/place";
import { readEnv } from "@/server/env";
import { signPolicy } from "@/server/sandbox/policy";
import { handleSandbox, isSandboxRequest } from "@/server/sandbox/site";
import { contentSecurityPolicy } from "@/server/security-headers";
import { freePort } from "@/server/testing/free-port";

export interface SandboxServer {
  url: string;
  /** As the procedure `kernel.place` would answer. */
  place(fetchHosts?: string[]): KernelPlace;
  /** Requests that reached the app's own address, but for its page. */
  appRequests: string[];
  close(): Promise<void>;
}

/** The sandbox site as it is, and in place of the app one page that holds e2e/kernel-page.ts. Needs a finished build. */
export async function startSandboxServer(): Promise<SandboxServer> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "quire-sandbox-"));
  const port = await freePort();
  const env = readEnv({ NODE_ENV: "test", PORT: String(port), QUIRE_DATA: dataDir });
  const bundle = await build({
    entryPoints: ["e2e/kernel-page.ts"],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
  });
  const script = bundle.outputFiles[0]?.text ?? "";
  const appRequests: string[] = [];

  const app = (req: IncomingMessage, res: ServerResponse) => {
    if (req.url === "/") {
      res.writeHead(200, {
        "content-type": "text/html",
        "content-security-policy": contentSecurityPolicy(env, new URL(env.appUrl).host, "page"),
      });
      res.end(`<!doctype html><title>App</title><body><script nonce="page" src="/page.js"></script>`);
    } else if (req.url === "/page.js") res.writeHead(200, { "content-type": "text/javascript" }).end(script);
    else {
      appRequests.push(`${req.method} ${req.url}`);
      res.writeHead(200, { "content-type": "application/json", "set-cookie": "session=secret" }).end("{}");
    }
  };
  const server = createServer((req, res) => {
    if (isSandboxRequest(env, req)) void handleSandbox(env, req, res);
    else app(req, res);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: env.appUrl,
    appRequests,
    place: (fetchHosts = []) => {
      const folder = `/c/${signPolicy(env, fetchHosts)}/`;
      return {
        site: `${env.sandboxUrl}${folder}`,
        fallback: `/sandbox${folder}`,
        fetchHosts,
        allowSoftwareAdapter: true,
      };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
