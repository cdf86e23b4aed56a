import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { newId } from "@/lib/ids";
import { hashManifest } from "@/lib/datasets/manifest";
import type { DatasetManifest } from "@/lib/protocol/dataset";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { workspaceBlobs } from "@/server/db/schema/blobs";
import { datasets, datasetVersions } from "@/server/db/schema/datasets";
import { audit } from "@/server/features/people/audit";

export interface NewVersion {
  workspaceId: string;
  userId: string | null;
  name: string;
  message: string;
  manifest: DatasetManifest;
  /** Of the dataset, where this is its first version. */
  about?: { description?: string; licence?: string };
}

export const committedVersionSchema = z.object({
  name: z.string(),
  number: z.number(),
  versionId: z.string(),
  hash: z.string(),
  /** False: these very rows were a version already. */
  created: z.boolean(),
  /** The dataset had been deleted, and this brought it back. */
  restored: z.boolean(),
});
export type CommittedVersion = z.infer<typeof committedVersionSchema>;

/** Makes a version of parts that lie in the blob store. The same content is the same version. */
export async function commitVersion(app: App, version: NewVersion): Promise<CommittedVersion> {
  const hash = await hashManifest(version.manifest);
  const committed = await app.db.transaction((tx) => insertVersion(tx, hash, version));
  announceDatasets(app, version.workspaceId);
  return committed;
}

export const announceDatasets = (app: Pick<App, "events">, workspaceId: string): void =>
  app.events.publish("workspace", workspaceId, { changed: "datasets" });

/** The dataset (a deleted one comes back, and the answer says so), the version and the right to read its parts. */
export async function insertVersion(tx: Queryable, hash: string, version: NewVersion): Promise<CommittedVersion> {
  const { id: datasetId, restored } = await claimDataset(tx, version);
  const made = await findOrInsert(tx, datasetId, hash, version);
  const { workspaceId, userId, name } = version;
  if (restored && userId) {
    const details = { byVersion: made.number };
    await audit({ db: tx }, { workspaceId, userId, action: "dataset.restore", target: name, details });
  }
  return { name, hash, restored, ...made };
}

/** The dataset of that name, made or brought back. Its row stays locked: two commits at once get two numbers. */
async function claimDataset(tx: Queryable, version: NewVersion): Promise<{ id: string; restored: boolean }> {
  const { workspaceId, name, userId, about } = version;
  const [before] = await tx
    .select({ deletedAt: datasets.deletedAt })
    .from(datasets)
    .where(and(eq(datasets.workspaceId, workspaceId), eq(datasets.name, name)))
    .for("update");
  const [dataset] = await tx
    .insert(datasets)
    .values({ id: newId(), workspaceId, name, createdBy: userId, ...about })
    .onConflictDoUpdate({ target: [datasets.workspaceId, datasets.name], set: { deletedAt: null } })
    .returning({ id: datasets.id });
  if (!dataset) throw new Error("An upsert returned no row.");
  return { id: dataset.id, restored: Boolean(before?.deletedAt) };
}

async function findOrInsert(
  tx: Queryable,
  datasetId: string,
  hash: string,
  version: NewVersion,
): Promise<Pick<CommittedVersion, "number" | "versionId" | "created">> {
  const [same] = await tx
    .select({ id: datasetVersions.id, number: datasetVersions.number })
    .from(datasetVersions)
    .where(and(eq(datasetVersions.datasetId, datasetId), eq(datasetVersions.hash, hash)))
    .limit(1);
  if (same) return { number: same.number, versionId: same.id, created: false };
  const [newest] = await tx
    .select({ number: datasetVersions.number })
    .from(datasetVersions)
    .where(eq(datasetVersions.datasetId, datasetId))
    .orderBy(desc(datasetVersions.number))
    .limit(1);
  const row = { id: newId(), datasetId, number: (newest?.number ?? 0) + 1 };
  const { manifest, message, userId } = version;
  await tx
    .insert(datasetVersions)
    .values({ ...row, hash, manifest, message, createdBy: userId, rows: manifest.rows, bytes: bytesOf(manifest) });
  await grantParts(tx, version);
  return { number: row.number, versionId: row.id, created: true };
}

const bytesOf = (manifest: DatasetManifest) => manifest.parts.reduce((sum, part) => sum + part.bytes, 0);

async function grantParts(tx: Queryable, { workspaceId, manifest }: NewVersion): Promise<void> {
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
