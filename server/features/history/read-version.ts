import { and, eq } from "drizzle-orm";
import * as Y from "yjs";
import type { VersionContent } from "@/lib/history/version";
import { readNotebook } from "@/lib/notebook/notebook-file";
import type { App } from "@/server/app";
import { notebookVersions } from "@/server/db/schema/notebooks";
import { requireNotebook } from "@/server/features/notebooks/access";
import { noVersion } from "./keep-version";

export interface StoredVersion {
  id: string;
  seq: number;
  doc: Y.Doc;
}

/** The version's document; the caller destroys it. */
export async function openVersion(app: Pick<App, "db">, notebookId: string, versionId: string): Promise<StoredVersion> {
  const [row] = await app.db
    .select({ id: notebookVersions.id, seq: notebookVersions.seq, state: notebookVersions.state })
    .from(notebookVersions)
    .where(and(eq(notebookVersions.id, versionId), eq(notebookVersions.notebookId, notebookId)));
  if (!row) throw noVersion();
  const doc = new Y.Doc();
  Y.applyUpdate(doc, row.state);
  return { id: row.id, seq: row.seq, doc };
}

export async function readVersion(
  app: Pick<App, "db">,
  workspaceId: string,
  notebookId: string,
  versionId: string,
): Promise<VersionContent> {
  await requireNotebook(app, workspaceId, notebookId);
  const { id, doc } = await openVersion(app, notebookId, versionId);
  const { cells, meta } = readNotebook(doc, null);
  doc.destroy();
  return { id, cells, meta };
}
