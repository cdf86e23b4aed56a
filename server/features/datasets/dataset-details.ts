import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { datasets, datasetSources, datasetVersions } from "@/server/db/schema/datasets";
import { runDatasets, runs } from "@/server/db/schema/runs";
import { requireDataset, requireVersion } from "./find-dataset";

const person = { id: user.id, name: user.name };

/** The workspace's datasets, the one with the newest version first. */
export async function listDatasets(app: App, workspaceId: string) {
  const newest = app.db
    .selectDistinctOn([datasetVersions.datasetId])
    .from(datasetVersions)
    .orderBy(datasetVersions.datasetId, desc(datasetVersions.number))
    .as("newest");
  return app.db
    .select({
      id: datasets.id,
      name: datasets.name,
      description: datasets.description,
      number: newest.number,
      rows: newest.rows,
      bytes: newest.bytes,
      columns: sql<number>`jsonb_array_length(${newest.manifest} -> 'columns')`.mapWith(Number),
      updatedAt: newest.createdAt,
      person,
    })
    .from(datasets)
    .innerJoin(newest, eq(newest.datasetId, datasets.id))
    .leftJoin(user, eq(user.id, newest.createdBy))
    .where(and(eq(datasets.workspaceId, workspaceId), isNull(datasets.deletedAt)))
    .orderBy(desc(newest.createdAt), datasets.name);
}

/** A dataset with its versions, newest first. */
export async function getDataset(app: App, workspaceId: string, name: string) {
  const { id, description, licence, createdAt } = await requireDataset(app, workspaceId, name);
  const versions = await app.db
    .select({
      id: datasetVersions.id,
      number: datasetVersions.number,
      hash: datasetVersions.hash,
      rows: datasetVersions.rows,
      bytes: datasetVersions.bytes,
      message: datasetVersions.message,
      source: sql<string>`${datasetVersions.manifest} ->> 'source'`,
      createdAt: datasetVersions.createdAt,
      person,
    })
    .from(datasetVersions)
    .leftJoin(user, eq(user.id, datasetVersions.createdBy))
    .where(eq(datasetVersions.datasetId, id))
    .orderBy(desc(datasetVersions.number));
  const [source] = await app.db
    .select({ label: datasetSources.label })
    .from(datasetSources)
    .where(eq(datasetSources.datasetId, id));
  /** Where it can be imported from again. */
  return { id, name, description, licence, createdAt, versions, importedFrom: source?.label ?? null };
}

/** The runs that used a version, newest first. */
export async function versionUsage(app: App, workspaceId: string, versionId: string) {
  await requireVersion(app, workspaceId, versionId);
  return app.db
    .select({
      id: runs.id,
      name: runs.name,
      number: runs.number,
      status: runs.status,
      createdAt: runs.createdAt,
      person,
    })
    .from(runDatasets)
    .innerJoin(runs, eq(runs.id, runDatasets.runId))
    .leftJoin(user, eq(user.id, runs.userId))
    .where(and(eq(runDatasets.datasetVersionId, versionId), eq(runs.workspaceId, workspaceId)))
    .orderBy(desc(runs.createdAt))
    .limit(100);
}
