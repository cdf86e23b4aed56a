import { and, desc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import type { WorkerFacts, WorkerLoad } from "@/lib/protocol/job";
import type { App } from "@/server/app";
import type { WorkerPrincipal } from "@/server/auth/principal";
import { user } from "@/server/db/schema/auth";
import { jobAttempts, jobs, workers } from "@/server/db/schema/jobs";
import { notebooks } from "@/server/db/schema/notebooks";
import { isSession, type LedgerApp, loseUnnamed } from "@/server/features/jobs/ledger";

/** A worker asks or sends a heartbeat more often than this while it lives. */
const ONLINE_MS = 40_000;

/** What a worker says of itself with each question. */
export interface WorkerState {
  workerId: string;
  facts: WorkerFacts;
  load?: WorkerLoad;
}

/** Notes what the worker says of itself, and that it lives. Answers whether it shall take no more jobs. */
export async function introduce(
  app: Pick<App, "db">,
  { tokenId, workspaceId }: WorkerPrincipal,
  { workerId: id, facts, load }: WorkerState,
): Promise<{ draining: boolean }> {
  const [row] = await app.db
    .insert(workers)
    .values({ id, tokenId, workspaceId, facts, load })
    .onConflictDoUpdate({
      target: workers.id,
      set: { facts, load: load ?? null, seenAt: sql`now()` },
      setWhere: sql`${workers.tokenId} is not distinct from ${tokenId}`,
    })
    .returning({ drainingAt: workers.drainingAt });
  if (!row) throw new QuireError("FORBIDDEN", "There is a worker with this id that has another token.");
  return { draining: row.drainingAt !== null };
}

/** Workers that could take the workspace's jobs, the latest heard first, with what they are at. */
export async function listWorkers(app: Pick<App, "db">, workspaceId: string) {
  const rows = await app.db
    .select({
      id: workers.id,
      facts: workers.facts,
      load: workers.load,
      ofServer: sql<boolean>`${workers.workspaceId} is null`,
      draining: sql<boolean>`${workers.drainingAt} is not null`,
      online: isOnline,
      /** The share of the last hour, or of its life, in which its places were taken; by jobs of any workspace. */
      busy: busyShare,
      seenAt: workers.seenAt,
      createdAt: workers.createdAt,
    })
    .from(workers)
    .where(or(isNull(workers.workspaceId), eq(workers.workspaceId, workspaceId)))
    .orderBy(desc(workers.seenAt), workers.id);
  const running = await runningOn(
    app,
    workspaceId,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({ ...row, jobs: running.filter(({ workerId }) => workerId === row.id) }));
}

const isOnline = sql<boolean>`${workers.seenAt} > now() - ${ONLINE_MS} * interval '1 millisecond'`;

/** Names are written out: drizzle leaves out which table a column is of. */
const since = sql`greatest(now() - interval '1 hour', workers.created_at)`;
const busyShare = sql<number>`(
  select least(1, coalesce(sum(extract(epoch from coalesce(a.ended_at, now()) - greatest(a.created_at, ${since}))), 0)
    / greatest(1, (workers.facts->>'slots')::int * extract(epoch from now() - ${since})))::float8
  from job_attempts a join jobs j on j.id = a.job_id
  where a.worker_id = workers.id and coalesce(a.ended_at, now()) > ${since} and not (j.spec ? 'session')
)`;

/** Online workers that take jobs, of that workspace or the server's own; without a workspace all that there are. */
export async function availableWorkers(app: Pick<App, "db">, workspaceId?: string) {
  return app.db
    .select({
      id: workers.id,
      workspaceId: workers.workspaceId,
      facts: workers.facts,
      running: sql<number>`(
        select count(*)::int from job_attempts a join jobs j on j.id = a.job_id
        where a.worker_id = workers.id and a.status = 'running' and not (j.spec ? 'session'))`,
    })
    .from(workers)
    .where(
      and(
        isOnline,
        isNull(workers.drainingAt),
        workspaceId === undefined ? undefined : or(isNull(workers.workspaceId), eq(workers.workspaceId, workspaceId)),
      ),
    );
}

/** The worker is known to have ended: nothing is sent to it any more, and what it had goes on elsewhere. */
export async function noteGone(app: LedgerApp, workerId: string, reason: string): Promise<void> {
  await app.db
    .update(workers)
    .set({ seenAt: sql`least(${workers.seenAt}, now() - ${ONLINE_MS} * interval '1 millisecond')` })
    .where(eq(workers.id, workerId));
  await loseUnnamed(app, workerId, [], reason);
}

/** Forgets workers that were not heard of for a day. What they did stays. Answers how many. */
export async function forgetWorkers(app: Pick<App, "db">): Promise<number> {
  const gone = await app.db
    .delete(workers)
    .where(sql`${workers.seenAt} < now() - interval '1 day'`)
    .returning({ id: workers.id });
  return gone.length;
}

/** Of other workspaces' jobs nobody learns. */
async function runningOn(app: Pick<App, "db">, workspaceId: string, workerIds: string[]) {
  if (workerIds.length === 0) return [];
  return app.db
    .select({
      workerId: jobAttempts.workerId,
      jobId: jobs.id,
      notebookId: jobs.notebookId,
      title: notebooks.title,
      user: user.name,
      since: jobAttempts.createdAt,
      isShared: sql<boolean>`${isSession}`,
    })
    .from(jobAttempts)
    .innerJoin(jobs, eq(jobs.id, jobAttempts.jobId))
    .innerJoin(notebooks, eq(notebooks.id, jobs.notebookId))
    .innerJoin(user, eq(user.id, jobs.userId))
    .where(
      and(
        inArray(jobAttempts.workerId, workerIds),
        eq(jobAttempts.status, "running"),
        eq(jobs.workspaceId, workspaceId),
      ),
    )
    .orderBy(jobAttempts.createdAt);
}

/** Lets a worker of the workspace finish what it runs and take nothing more, or lets it work again. */
export async function setDraining(
  app: Pick<App, "db" | "events">,
  workspaceId: string,
  workerId: string,
  draining: boolean,
): Promise<void> {
  const changed = await app.db
    .update(workers)
    .set({ drainingAt: draining ? sql`now()` : null })
    .where(and(eq(workers.id, workerId), eq(workers.workspaceId, workspaceId)))
    .returning({ id: workers.id });
  if (changed.length === 0) throw new QuireError("NOT_FOUND", "There is no such worker of this workspace.");
  app.events.publish("queue", "jobs", { changed: true });
}
