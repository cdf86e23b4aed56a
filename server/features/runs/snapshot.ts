import { eq } from "drizzle-orm";
import type { PackageLocks } from "@/lib/packages/lock";
import { QuireError } from "@/lib/protocol/errors";
import { type RunSnapshot, runSnapshotSchema } from "@/lib/protocol/run";
import type { App } from "@/server/app";
import { grantBlob } from "@/server/blobs/grant";
import { datasets, datasetVersions } from "@/server/db/schema/datasets";
import { runDatasets, runs } from "@/server/db/schema/runs";
import type { RunRow } from "./require-run";

/** Keeps the snapshot as a blob that the workspace may read, and gives its hash. */
export async function storeSnapshot(app: App, workspaceId: string, snapshot: RunSnapshot): Promise<string> {
  const blob = await app.blobs.put(new TextEncoder().encode(JSON.stringify(snapshot)), { maxBytes: 32 * 2 ** 20 });
  await grantBlob(app, workspaceId, { ...blob, contentType: "application/json" });
  return blob.hash;
}

export async function readSnapshot(app: Pick<App, "blobs">, run: RunRow): Promise<RunSnapshot> {
  if (!run.snapshotHash)
    throw new QuireError(
      "NOT_FOUND",
      `${run.name} #${run.number} was not started from a notebook, so there is no code to show or fork.`,
    );
  return runSnapshotSchema.parse(JSON.parse((await app.blobs.read(run.snapshotHash)).toString("utf8")));
}

/** The dataset versions that the run used, by name. */
export function datasetsOfRun(app: App, runId: string) {
  return app.db
    .select({
      versionId: datasetVersions.id,
      name: datasets.name,
      number: datasetVersions.number,
      hash: datasetVersions.hash,
    })
    .from(runDatasets)
    .innerJoin(datasetVersions, eq(datasetVersions.id, runDatasets.datasetVersionId))
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(eq(runDatasets.runId, runId))
    .orderBy(datasets.name, datasetVersions.number);
}

/** Writes the run's snapshot anew, after it has used another dataset. */
export async function refreshSnapshot(app: App, run: RunRow): Promise<void> {
  if (!run.snapshotHash) return;
  const snapshot = await readSnapshot(app, run);
  const used = await datasetsOfRun(app, run.id);
  const datasetsOfSnapshot = used.map(({ name, number, hash }) => ({ name, number, hash }));
  const snapshotHash = await storeSnapshot(app, run.workspaceId, { ...snapshot, datasets: datasetsOfSnapshot });
  await app.db.update(runs).set({ snapshotHash }).where(eq(runs.id, run.id));
}

/** By specifier, as people read it. */
export const lockedVersions = (locks: PackageLocks): Record<string, string> =>
  Object.fromEntries(Object.entries(locks).map(([specifier, { version }]) => [specifier, version]));

/** Writes packages that were loaded since into the run's snapshot. */
export async function addLocks(app: App, run: RunRow, locks: PackageLocks): Promise<void> {
  if (!run.snapshotHash) return;
  const snapshot = await readSnapshot(app, run);
  const packages = { ...snapshot.packages, ...lockedVersions(locks) };
  const snapshotHash = await storeSnapshot(app, run.workspaceId, {
    ...snapshot,
    packages,
    locks: { ...snapshot.locks, ...locks },
  });
  await app.db.update(runs).set({ snapshotHash }).where(eq(runs.id, run.id));
}
