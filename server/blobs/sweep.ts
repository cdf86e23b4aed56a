import { and, eq, inArray, lt, notExists, or } from "drizzle-orm";
import type { App } from "@/server/app";
import type { Database } from "@/server/db/database";
import { workspaceBlobs } from "@/server/db/schema/blobs";
import { checkpointBlobs, checkpointParts, checkpoints } from "@/server/db/schema/checkpoints";
import { packageBuilds } from "@/server/db/schema/packages";
import { oldestUnderWay } from "./under-way";

/** Far longer than between putting a blob and committing the row that names it. */
const SAFE_AGE_MS = 24 * 60 * 60 * 1000;
/** The store has a clock of its own: another machine's, or a coarse one of this. */
const CLOCK_SLACK_MS = 60 * 60 * 1000;
const AT_ONCE = 500;

export interface Sweep {
  /** Blobs in the store. */
  seen: number;
  /** Of them, those that nothing names and that were deleted. */
  deleted: number;
}

/**
 * Deletes blobs that no row names: what failed or cancelled imports and uploads left behind. Only those last put a day before
 * `now`, and before any work began that is still under way: what is about to be named has been put since.
 */
export async function sweepBlobs(
  app: Pick<App, "db" | "blobs">,
  now: number,
  signal = new AbortController().signal,
): Promise<Sweep> {
  await endUnused(app.db, new Date(now - SAFE_AGE_MS));
  const before = new Date(Math.min(now - SAFE_AGE_MS, oldestUnderWay(app) - CLOCK_SLACK_MS));
  const sweep: Sweep = { seen: 0, deleted: 0 };
  let old: string[] = [];
  const sweepOld = async () => {
    sweep.deleted += await deleteUnnamed(app, old, before);
    old = [];
  };
  for await (const { hash, putAt } of app.blobs.list()) {
    signal.throwIfAborted();
    sweep.seen++;
    if (putAt < before && old.push(hash) >= AT_ONCE) await sweepOld();
  }
  await sweepOld();
  return sweep;
}

/** Ends the right to parts of checkpoints that are not kept any more, and that nobody was about to keep since. */
async function endUnused(db: Database, before: Date): Promise<void> {
  const { workspaceId, hash, usedAt } = checkpointBlobs;
  const kept = db
    .select({ hash: checkpointParts.hash })
    .from(checkpointParts)
    .innerJoin(checkpoints, eq(checkpoints.id, checkpointParts.checkpointId))
    .where(and(eq(checkpointParts.hash, hash), eq(checkpoints.workspaceId, workspaceId)));
  await db.delete(checkpointBlobs).where(and(lt(usedAt, before), notExists(kept)));
}

async function deleteUnnamed(app: Pick<App, "db" | "blobs">, hashes: string[], before: Date): Promise<number> {
  if (hashes.length === 0) return 0;
  const named = await namedAmong(app.db, hashes);
  let deleted = 0;
  for (const hash of hashes) if (!named.has(hash) && (await app.blobs.removePutBefore(hash, before))) deleted++;
  return deleted;
}

/**
 * Whatever a workspace uses it may read, so the rows of that right, and of that to parts of checkpoints, name all its blobs; builds of
 * packages belong to none.
 * A test knows every column that holds a hash.
 */
async function namedAmong(db: Database, hashes: string[]): Promise<Set<string>> {
  const granted = await db
    .selectDistinct({ hash: workspaceBlobs.hash })
    .from(workspaceBlobs)
    .where(inArray(workspaceBlobs.hash, hashes));
  const kept = await db
    .selectDistinct({ hash: checkpointBlobs.hash })
    .from(checkpointBlobs)
    .where(inArray(checkpointBlobs.hash, hashes));
  const builds = await db
    .select({ bundle: packageBuilds.bundleHash, types: packageBuilds.typesHash })
    .from(packageBuilds)
    .where(or(inArray(packageBuilds.bundleHash, hashes), inArray(packageBuilds.typesHash, hashes)));
  return new Set([
    ...[...granted, ...kept].map(({ hash }) => hash),
    ...builds.flatMap(({ bundle, types }) => [bundle, types]),
  ]);
}
