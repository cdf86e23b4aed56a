import { QuireError } from "@/lib/protocol/errors";
import type { RestRequest, RestRoute } from "@/server/rest/route";
import { checkUploadOwner, removeExpiredUploads, type UploadOwner, uploadServer } from "./uploads";

function ownerOf({ workspace, principal }: RestRequest): UploadOwner {
  if (!workspace || !principal) throw new QuireError("INTERNAL", "An upload route ran without its workspace.");
  return { workspaceId: workspace.id, slug: workspace.slug, userId: principal.userId };
}

async function begin(request: RestRequest): Promise<void> {
  await removeExpiredUploads(request.app);
  await uploadServer(request.app, ownerOf(request)).handle(request.req, request.res);
}

async function proceed(request: RestRequest): Promise<void> {
  const owner = ownerOf(request);
  checkUploadOwner(owner, request.params.uploadId ?? "");
  await uploadServer(request.app, owner).handle(request.req, request.res);
}

const access = { kind: "workspace", role: "editor", scope: "write" } as const;

/** Resumable uploads by the tus protocol. */
export const datasetRoutes: RestRoute[] = [
  { method: "POST", path: "/uploads/:workspace", access, handle: begin },
  { method: "OPTIONS", path: "/uploads/:workspace", access, handle: begin },
  { method: "HEAD", path: "/uploads/:workspace/:uploadId", access, handle: proceed },
  { method: "PATCH", path: "/uploads/:workspace/:uploadId", access, handle: proceed },
  { method: "DELETE", path: "/uploads/:workspace/:uploadId", access, handle: proceed },
];
