import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { sandboxManifestSchema, type SandboxManifest } from "@/lib/kernel/sandbox/manifest";
import { QuireError } from "@/lib/protocol/errors";
import { addressedOrigin } from "@/server/auth/origin";
import type { Env } from "@/server/env";
import { appOrigins, sandboxPolicy } from "./headers";
import { readPolicy } from "./policy";

/** On the app's own address: where cells live when the sandbox site cannot be reached. */
const FALLBACK = "/sandbox/";
const ADDRESS = /^(\/sandbox)?\/c\/([\w.-]+)\/([\w.-]+)$/;

/** By its host name, by its path on the app's address. A port of its own needs no telling apart. */
export function isSandboxRequest(env: Env, req: IncomingMessage): boolean {
  if (env.sandboxUrl !== null && req.headers.host === new URL(env.sandboxUrl).host) return true;
  return req.url?.startsWith(FALLBACK) ?? false;
}

/**
 * Serves the sandbox site: `/c/POLICY/FILE`. Nothing here knows a session; no cookie is read or set. The policy is in the path,
 * so that the browser's cache cannot give a worker another one.
 */
export async function handleSandbox(env: Env, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const [, fallback, segment = "", file = ""] = ADDRESS.exec(req.url?.split("?", 1)[0] ?? "") ?? [];
  const fetchHosts = readPolicy(env, segment);
  if (!fetchHosts || !["GET", "HEAD"].includes(req.method ?? "")) return notFound(res);
  const manifest = await readManifest(env);
  const opaque = fallback !== undefined;
  const origin = addressedOrigin(env, req);
  const apps = opaque ? [origin] : appOrigins(env);
  const place = { files: `${origin}${fallback ?? ""}/c/${segment}/`, apps, opaque, fetchHosts };
  if (file === "frame.html" || file === "output.html") {
    const kind = file === "frame.html" ? "frame" : "output";
    res.writeHead(200, {
      ...commonHeaders,
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "content-security-policy": sandboxPolicy(kind, place),
    });
    res.end(kind === "frame" ? framePage(apps, manifest) : outputPage(apps, manifest));
    return;
  }
  return sendFile(env, req, res, manifest, file, sandboxPolicy("script", place));
}

const commonHeaders = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  // Files without a secret in them; an opaque frame could not load its own scripts otherwise.
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
};

async function sendFile(
  env: Env,
  req: IncomingMessage,
  res: ServerResponse,
  manifest: SandboxManifest,
  file: string,
  policy: string,
): Promise<void> {
  const known = Object.hasOwn(manifest.files, file) ? manifest.files[file] : undefined;
  if (!known) return notFound(res);
  const packed = known.gzip && /\bgzip\b/.test(String(req.headers["accept-encoding"] ?? ""));
  res.writeHead(200, {
    ...commonHeaders,
    "content-type": known.type,
    // Named by their content.
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": policy,
    vary: "accept-encoding",
    ...(packed && { "content-encoding": "gzip" }),
  });
  if (req.method === "HEAD") return void res.end();
  await pipeline(createReadStream(path.join(env.distDir, "sandbox", packed ? `${file}.gz` : file)), res);
}

async function readManifest(env: Env): Promise<SandboxManifest> {
  const text = await readFile(path.join(env.distDir, "sandbox", "manifest.json"), "utf8").catch(() => {
    throw new QuireError("UNAVAILABLE", "The kernel's files are not built. Run: npm run build");
  });
  return sandboxManifestSchema.parse(JSON.parse(text));
}

const attribute = (text: string) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;");
const page = (apps: readonly string[], head: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cells</title><meta name="quire-app" content="${attribute(apps.join(" "))}">${head}</head><body></body></html>`;

const framePage = (apps: readonly string[], { entries, wasm, duckdb }: SandboxManifest) =>
  page(
    apps,
    `<meta name="quire-worker" content="${attribute(entries.worker)}"><meta name="quire-wasm" content="${attribute(JSON.stringify(wasm))}"><meta name="quire-duckdb" content="${attribute(duckdb)}"><script type="module" crossorigin src="${attribute(entries.frame)}"></script>`,
  );

const outputPage = (apps: readonly string[], { outputScript, renderers }: SandboxManifest) =>
  page(
    apps,
    `<meta name="quire-renderers" content="${attribute(JSON.stringify(renderers))}"><meta name="color-scheme" content="light dark"><script>${outputScript.replace(/<\/script/gi, "<\\/script")}</script>`,
  );

function notFound(res: ServerResponse): void {
  res
    .writeHead(404, { "content-type": "text/plain", "x-content-type-options": "nosniff" })
    .end("There is nothing at this address.\n");
}
