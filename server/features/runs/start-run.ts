import { and, eq, inArray, sql } from "drizzle-orm";
import { newId } from "@/lib/ids";
import { QuireError } from "@/lib/protocol/errors";
import { kernelPackages } from "@/lib/runs/packages";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { datasets, datasetVersions } from "@/server/db/schema/datasets";
import { executions } from "@/server/db/schema/notebooks";
import { runDatasets, runs } from "@/server/db/schema/runs";
import { requireNotebook } from "@/server/features/notebooks/access";
import { tieToTrial } from "@/server/features/sweeps/trials";
import { once } from "@/server/idempotency/once";
import { announceChange, announceCut } from "./announce";
import { type StartedRun, startedRunSchema, type Starter, type StartRun } from "./new-run";
import { resumeRun } from "./resume-run";
import { lockedVersions, storeSnapshot } from "./snapshot";

/** Starts a run, or goes on with one: in a job that is tried again, or a kernel that continues it. */
export async function startRun(app: App, starter: Starter, input: StartRun): Promise<StartedRun> {
  const { workspaceId, userId } = starter;
  const started = await once(app, starter, callOf(input), async () => {
    const used = await requireVersions(app, workspaceId, input.datasetVersionIds);
    const snapshotHash = input.source ? await snapshotOf(app, workspaceId, userId, input.source, used) : null;
    return async (tx) => {
      // A trial that is begun anew is told from the one before by its run.
      const resumed = input.trial ? null : await resumeRun(tx, starter, input);
      return resumed ?? insertRun(tx, starter, input, { used, snapshotHash });
    };
  });
  const run = { id: started.runId, workspaceId };
  if (started.resumed) announceCut(app, run);
  else announceChange(app, run);
  return started;
}

/** What a kernel has loaded may have grown when it asks again. */
const callOf = ({ idempotencyKey: key, name, params, seed, trial, source }: StartRun) => ({
  procedure: "runs.start",
  key,
  asked: { name, params, seed, trial, executionId: source?.executionId, cellId: source?.cellId },
  answer: startedRunSchema,
});

async function insertRun(
  tx: Queryable,
  { workspaceId, userId, attempt }: Starter,
  { name, params, device, seed, source, trial }: StartRun,
  { used, snapshotHash }: { used: UsedVersion[]; snapshotHash: string | null },
): Promise<StartedRun> {
  const id = newId();
  // One at a time for each name: the number counts the runs of that name.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`run:${workspaceId}:${name}`}, 0))`);
  const [last] = await tx
    .select({ number: sql<number>`coalesce(max(${runs.number}), 0)::int` })
    .from(runs)
    .where(and(eq(runs.workspaceId, workspaceId), eq(runs.name, name)));
  const number = (last?.number ?? 0) + 1;
  const { notebookId = null, executionId = null, cellId = null } = source ?? {};
  const of = trial && (await tieToTrial(tx, workspaceId, id, trial));
  await tx.insert(runs).values({
    id,
    workspaceId,
    number,
    name,
    notebookId,
    executionId,
    cellId,
    jobId: attempt?.jobId ?? null,
    attemptId: attempt?.id ?? null,
    params,
    device,
    seed,
    snapshotHash,
    userId,
    status: "running",
    ...of,
  });
  if (used.length > 0)
    await tx.insert(runDatasets).values(used.map(({ id: datasetVersionId }) => ({ runId: id, datasetVersionId })));
  return { runId: id, name, number, seed, resumed: false };
}

type Source = NonNullable<StartRun["source"]>;

async function snapshotOf(
  app: App,
  workspaceId: string,
  userId: string,
  source: Source,
  used: UsedVersion[],
): Promise<string> {
  const notebook = await requireNotebook(app, workspaceId, source.notebookId);
  await refuseForeignExecution(app, source, userId);
  return storeSnapshot(app, workspaceId, {
    format: "quire-snapshot/1",
    notebookId: notebook.id,
    notebookTitle: notebook.title,
    cells: source.cells,
    packages: { ...kernelPackages, ...lockedVersions(source.locks) },
    locks: source.locks,
    datasets: used.map(({ name, number, hash }) => ({ name, number, hash })),
    seed: source.kernelSeed,
  });
}

/** An execution may reach the server after its run does; but one that is here must be the same person's, in the same notebook. */
export async function refuseForeignExecution(
  app: Pick<App, "db">,
  { executionId, notebookId }: Pick<Source, "executionId" | "notebookId">,
  userId: string,
): Promise<void> {
  const [row] = await app.db
    .select({ notebookId: executions.notebookId, userId: executions.userId })
    .from(executions)
    .where(eq(executions.id, executionId));
  if (row && (row.notebookId !== notebookId || row.userId !== userId))
    throw new QuireError("NOT_FOUND", "There is no such execution of yours in this notebook.");
}

interface UsedVersion {
  id: string;
  name: string;
  number: number;
  hash: string;
}

export async function requireVersions(app: App, workspaceId: string, ids: readonly string[]): Promise<UsedVersion[]> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const found = await app.db
    .select({ id: datasetVersions.id, name: datasets.name, number: datasetVersions.number, hash: datasetVersions.hash })
    .from(datasetVersions)
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(and(inArray(datasetVersions.id, wanted), eq(datasets.workspaceId, workspaceId)));
  if (found.length !== wanted.length)
    throw new QuireError("NOT_FOUND", "There is no such dataset version in this workspace.");
  return found;
}
