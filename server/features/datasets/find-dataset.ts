import { and, desc, eq, isNull } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import type { DatasetManifest, DatasetRef } from "@/lib/protocol/dataset";
import type { App } from "@/server/app";
import { datasets, datasetVersions } from "@/server/db/schema/datasets";
import { untilArrived, whyNotThere } from "./example-imports";

export type DatasetRow = typeof datasets.$inferSelect;

/** The dataset of that name. NOT_FOUND in any other workspace, and once deleted. */
export async function requireDataset(app: App, workspaceId: string, name: string): Promise<DatasetRow> {
  const [row] = await app.db
    .select()
    .from(datasets)
    .where(and(eq(datasets.workspaceId, workspaceId), eq(datasets.name, name), isNull(datasets.deletedAt)));
  if (row) return row;
  throw (
    (await whyNotThere(app, workspaceId, name)) ??
    new QuireError(
      "NOT_FOUND",
      `This workspace has no dataset "${name}". Look under Datasets for the names there are, or import it.`,
    )
  );
}

/** A version as a kernel gets it: the newest, or the one of that number. */
export async function resolveVersion(
  app: App,
  workspaceId: string,
  name: string,
  number?: number,
): Promise<DatasetRef> {
  const dataset = await requireDataset(app, workspaceId, name);
  const [row] = await app.db
    .select()
    .from(datasetVersions)
    .where(
      and(
        eq(datasetVersions.datasetId, dataset.id),
        number === undefined ? undefined : eq(datasetVersions.number, number),
      ),
    )
    .orderBy(desc(datasetVersions.number))
    .limit(1);
  if (!row)
    throw new QuireError("NOT_FOUND", `"${name}" has no version ${number ?? ""}. Its page under Datasets lists them.`);
  return { name: dataset.name, number: row.number, versionId: row.id, hash: row.hash, manifest: row.manifest };
}

/** As `resolveVersion`; data of an example that is on its way is waited for, unless an earlier version is there. */
export async function resolveArriving(
  app: App,
  workspaceId: string,
  name: string,
  number: number | undefined,
  signal: AbortSignal,
): Promise<DatasetRef> {
  return resolveVersion(app, workspaceId, name, number).catch(async () => {
    await untilArrived(app, workspaceId, name, signal);
    return resolveVersion(app, workspaceId, name, number);
  });
}

/** A version by its id. Versions of a deleted dataset stay readable: runs name them. */
export async function requireVersion(
  app: App,
  workspaceId: string,
  versionId: string,
): Promise<{ id: string; name: string; number: number; manifest: DatasetManifest }> {
  const [row] = await app.db
    .select({
      id: datasetVersions.id,
      name: datasets.name,
      number: datasetVersions.number,
      manifest: datasetVersions.manifest,
    })
    .from(datasetVersions)
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(and(eq(datasetVersions.id, versionId), eq(datasets.workspaceId, workspaceId)));
  if (!row) throw new QuireError("NOT_FOUND", "This workspace has no such version of a dataset.");
  return row;
}
