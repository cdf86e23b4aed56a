import { and, eq } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { workspaceBlobs } from "@/server/db/schema/blobs";
import type { StoredBlob } from "./store";

export interface GrantedBlob extends StoredBlob {
  contentType: string;
}

/** Lets the workspace's members read the blob. The first grant's content type stays. */
export async function grantBlob(app: Pick<App, "db">, workspaceId: string, blob: GrantedBlob): Promise<void> {
  const { hash, size, contentType } = blob;
  await app.db.insert(workspaceBlobs).values({ workspaceId, hash, size, contentType }).onConflictDoNothing();
}

/** The blob as this workspace may read it. To know a hash is not enough: NOT_FOUND unless it was granted. */
export async function requireBlob(app: App, workspaceId: string, hash: string): Promise<GrantedBlob> {
  const [row] = await app.db
    .select({ hash: workspaceBlobs.hash, size: workspaceBlobs.size, contentType: workspaceBlobs.contentType })
    .from(workspaceBlobs)
    .where(and(eq(workspaceBlobs.workspaceId, workspaceId), eq(workspaceBlobs.hash, hash)));
  if (!row) throw new QuireError("NOT_FOUND", `No blob ${hash.slice(0, 12)}… in this workspace.`);
  return row;
}
