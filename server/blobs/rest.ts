import { pipeline } from "node:stream/promises";
import { QuireError } from "@/lib/protocol/errors";
import type { RestRequest, RestRoute } from "@/server/rest/route";
import { grantBlob, requireBlob } from "./grant";

/** One blob by one request: parts, outputs and model files. Larger files come by the resumable upload. */
export const MAX_BLOB_BYTES = 512 * 1024 * 1024;

/** What a blob may be called when it is served. Anything that a browser might run is octets. */
const servedTypes = new Set([
  "application/json",
  "application/vnd.apache.arrow.file",
  "image/png",
  "image/jpeg",
  "text/plain",
]);

const chooseType = (claimed: string | undefined) => {
  const type = claimed?.split(";")[0]?.trim().toLowerCase() ?? "";
  return servedTypes.has(type) ? type : "application/octet-stream";
};

async function postBlob({ app, req, res, workspace }: RestRequest): Promise<void> {
  if (!workspace) throw new QuireError("INTERNAL", "A blob route ran without its workspace.");
  const blob = await app.blobs.put(req as AsyncIterable<Uint8Array>, { maxBytes: MAX_BLOB_BYTES });
  await grantBlob(app, workspace.id, { ...blob, contentType: chooseType(req.headers["content-type"]) });
  res.writeHead(201, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify(blob));
}

async function getBlob({ app, req, res, params, workspace }: RestRequest): Promise<void> {
  if (!workspace) throw new QuireError("INTERNAL", "A blob route ran without its workspace.");
  const blob = await requireBlob(app, workspace.id, params.hash ?? "");
  const etag = `"${blob.hash}"`;
  const headers = {
    etag,
    "cache-control": "private, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
  };
  if (req.headers["if-none-match"] === etag) {
    res.writeHead(304, headers).end();
    return;
  }
  const stream = await app.blobs.get(blob.hash);
  res.writeHead(200, {
    ...headers,
    "content-type": blob.contentType,
    "content-length": blob.size,
    "content-disposition": `attachment; filename="${blob.hash}"`,
  });
  await pipeline(stream, res);
}

export const blobRoutes: RestRoute[] = [
  {
    method: "POST",
    path: "/blobs/:workspace",
    access: { kind: "workspace", role: "editor", forKernels: true },
    handle: postBlob,
  },
  {
    method: "GET",
    path: "/blobs/:workspace/:hash",
    access: { kind: "workspace", role: "viewer", forKernels: true },
    handle: getBlob,
  },
];
