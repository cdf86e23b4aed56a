import { createReadStream, existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { QuireError } from "@/lib/protocol/errors";
import type { RestRequest, RestRoute } from "./rest/route";

const folder = path.resolve("dist/types");
const why = "declaration files of the libraries that cells may import, the same for everyone";
const bundleName = /^[a-z0-9-]+\.[0-9a-f]{16}\.json$/;

async function sendManifest({ res }: RestRequest): Promise<void> {
  const manifest = await readFile(path.join(folder, "manifest.json"), "utf8").catch(() => {
    throw new QuireError("UNAVAILABLE", "The editor's types are not built. Run: npm run build");
  });
  res.writeHead(200, {
    "content-type": "application/json",
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
  });
  res.end(manifest);
}

/** Bundles are named by their content: a browser may keep them for ever. */
async function sendBundle({ req, res, params }: RestRequest): Promise<void> {
  const { file = "" } = params;
  if (!bundleName.test(file) || !existsSync(path.join(folder, file)))
    throw new QuireError("NOT_FOUND", "There is no such type bundle.");
  const isPacked = /\bgzip\b/.test(String(req.headers["accept-encoding"] ?? ""));
  res.writeHead(200, {
    "content-type": "application/json",
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    vary: "accept-encoding",
    ...(isPacked && { "content-encoding": "gzip" }),
  });
  await pipeline(createReadStream(path.join(folder, isPacked ? `${file}.gz` : file)), res);
}

/** What the editor's language service reads (scripts/build-types.ts writes it). */
export const typesRoutes: RestRoute[] = [
  { method: "GET", path: "/types/manifest.json", access: { kind: "public", why }, handle: sendManifest },
  { method: "GET", path: "/types/:file", access: { kind: "public", why }, handle: sendBundle },
];
