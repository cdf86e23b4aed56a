import { and, desc, eq } from "drizzle-orm";
import { newId } from "@/lib/ids";
import { hashManifest } from "@/lib/datasets/manifest";
import type { DatasetManifest } from "@/lib/protocol/dataset";
import type { App } from "@/server/app";
import { workspaceBlobs } from "@/server/db/schema/blobs";
import { datasets, datasetVersions } from "@/server/db/schema/datasets";

export interface NewVersion {
  workspaceId: string;
  userId: string | null;
  name: string;
  message: string;
  manifest: DatasetManifest;
  /** Of the dataset, where this is its first version. */
  about?: { description?: string; licence?: string };
}

export interface CommittedVersion {
  name: string;
  number: number;
  versionId: string;
  hash: string;
  /** False: these very rows were a version already. */
  created: boolean;
}

/**
 * Makes a version of parts that lie in the blob store, all in one transaction: the dataset (a deleted one comes back), the
 * version and the right to read its parts. The same content is the same version.
 */
export async function commitVersion(app: App, version: NewVersion): Promise<CommittedVersion> {
  const hash = await hashManifest(version.manifest);
  const committed = await app.db.transaction(async (tx) => {
    const [dataset] = await tx
      .insert(datasets)
      .values({
        id: newId(),
        workspaceId: version.workspaceId,
        name: version.name,
        createdBy: version.userId,
        ...version.about,
      })
      // The update takes the row's lock too: two commits at once get two numbers.
      .onConflictDoUpdate({ target: [datasets.workspaceId, datasets.name], set: { deletedAt: null } })
      .returning({ id: datasets.id });
    if (!dataset) throw new Error("An upsert returned no row.");
    const newest = await tx
      .select({ number: datasetVersions.number })
      .from(datasetVersions)
      .where(eq(datasetVersions.datasetId, dataset.id))
      .orderBy(desc(datasetVersions.number))
      .limit(1);
    const [same] = await tx
      .select({ id: datasetVersions.id, number: datasetVersions.number })
      .from(datasetVersions)
      .where(and(eq(datasetVersions.datasetId, dataset.id), eq(datasetVersions.hash, hash)))
      .limit(1);
    if (same) return { name: version.name, number: same.number, versionId: same.id, hash, created: false };
    const row = { id: newId(), datasetId: dataset.id, number: (newest[0]?.number ?? 0) + 1 };
    const { manifest, message, userId } = version;
    await tx
      .insert(datasetVersions)
      .values({ ...row, hash, manifest, message, createdBy: userId, rows: manifest.rows, bytes: bytesOf(manifest) });
    await grantParts(tx, version);
    return { name: version.name, number: row.number, versionId: row.id, hash, created: true };
  });
  app.events.publish("workspace", version.workspaceId, { changed: "datasets" });
  return committed;
}

const bytesOf = (manifest: DatasetManifest) => manifest.parts.reduce((sum, part) => sum + part.bytes, 0);

type Transaction = Parameters<Parameters<App["db"]["transaction"]>[0]>[0];

async function grantParts(tx: Transaction, { workspaceId, manifest }: NewVersion): Promise<void> {
  for (let i = 0; i < manifest.parts.length; i += 1000) {
    const rows = manifest.parts.slice(i, i + 1000).map((part) => ({
      workspaceId,
      hash: part.hash,
      size: part.bytes,
      contentType: "application/vnd.apache.arrow.file",
    }));
    await tx.insert(workspaceBlobs).values(rows).onConflictDoNothing();
  }
}

/** Parts in row order as a manifest. */
export function newManifest(
  columns: DatasetManifest["columns"],
  parts: DatasetManifest["parts"],
  source: string,
): DatasetManifest {
  return { format: "quire-dataset/1", columns, rows: parts.reduce((sum, part) => sum + part.rows, 0), parts, source };
}
