import { and, eq, sql } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import { MAX_BLOB_BYTES } from "@/server/blobs/rest";
import { checkpointBlobs } from "@/server/db/schema/checkpoints";
import type { RestRequest, RestRoute } from "@/server/rest/route";

async function postPart({ app, req, res, workspace }: RestRequest): Promise<void> {
  if (!workspace) throw new QuireError("INTERNAL", "A route of checkpoints ran without its workspace.");
  const blob = await app.blobs.put(req as AsyncIterable<Uint8Array>, { maxBytes: MAX_BLOB_BYTES });
  await app.db
    .insert(checkpointBlobs)
    .values({ workspaceId: workspace.id, ...blob })
    .onConflictDoUpdate({ target: [checkpointBlobs.workspaceId, checkpointBlobs.hash], set: { usedAt: sql`now()` } });
  res.writeHead(201, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify(blob));
}

async function getPart({ app, res, params, workspace }: RestRequest): Promise<void> {
  if (!workspace) throw new QuireError("INTERNAL", "A route of checkpoints ran without its workspace.");
  const hash = params.hash ?? "";
  const [known] = await app.db
    .select({ hash: checkpointBlobs.hash })
    .from(checkpointBlobs)
    .where(and(eq(checkpointBlobs.workspaceId, workspace.id), eq(checkpointBlobs.hash, hash)));
  if (!known) throw new QuireError("NOT_FOUND", `No part ${hash.slice(0, 12)}… of a checkpoint in this workspace.`);
  const bytes = await app.blobs.read(hash).catch((cause: unknown) => {
    throw new QuireError("UNPROCESSABLE", `The part ${hash.slice(0, 12)}… of a checkpoint is damaged.`, { cause });
  });
  res
    .writeHead(200, {
      "content-type": "application/octet-stream",
      "content-length": bytes.byteLength,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
      "content-disposition": `attachment; filename="${hash}"`,
    })
    .end(bytes);
}

export const checkpointRoutes: RestRoute[] = [
  {
    method: "POST",
    path: "/checkpoints/:workspace",
    access: { kind: "workspace", role: "editor", forKernels: true },
    handle: postPart,
  },
  {
    method: "GET",
    path: "/checkpoints/:workspace/:hash",
    access: { kind: "workspace", role: "editor", forKernels: true },
    handle: getPart,
  },
];
