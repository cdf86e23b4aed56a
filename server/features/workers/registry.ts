import { and, desc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import type { WorkerFacts } from "@/lib/protocol/job";
import type { App } from "@/server/app";
import type { WorkerPrincipal } from "@/server/auth/principal";
import { jobAttempts, jobs, workers } from "@/server/db/schema/jobs";

/** A worker asks or sends a heartbeat more often than this while it lives. */
const ONLINE_MS = 40_000;

/** Notes what the worker says of itself, and that it lives. Answers whether it shall take no more jobs. */
export async function introduce(
  app: Pick<App, "db">,
  { tokenId, workspaceId }: WorkerPrincipal,
  id: string,
  facts: WorkerFacts,
): Promise<{ draining: boolean }> {
  const [row] = await app.db
    .insert(workers)
    .values({ id, tokenId, workspaceId, facts })
    .onConflictDoUpdate({
      target: workers.id,
      set: { facts, seenAt: sql`now()` },
      setWhere: sql`${workers.tokenId} is not distinct from ${tokenId}`,
    })
    .returning({ drainingAt: workers.drainingAt });
  if (!row) throw new QuireError("FORBIDDEN", "There is a worker with this id that has another token.");
  return { draining: row.drainingAt !== null };
}

/** Workers that could take the workspace's jobs, the latest heard first, with what they are at. Those gone for a day are left out. */
export async function listWorkers(app: Pick<App, "db">, workspaceId: string) {
  const rows = await app.db
    .select({
      id: workers.id,
      facts: workers.facts,
      ofServer: sql<boolean>`${workers.workspaceId} is null`,
      draining: sql<boolean>`${workers.drainingAt} is not null`,
      online: sql<boolean>`${workers.seenAt} > now() - ${ONLINE_MS} * interval '1 millisecond'`,
      seenAt: workers.seenAt,
      createdAt: workers.createdAt,
    })
    .from(workers)
    .where(
      and(
        or(isNull(workers.workspaceId), eq(workers.workspaceId, workspaceId)),
        sql`${workers.seenAt} > now() - interval '1 day'`,
      ),
    )
    .orderBy(desc(workers.seenAt), workers.id);
  const running = await runningOn(
    app,
    workspaceId,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({ ...row, jobs: running.filter(({ workerId }) => workerId === row.id) }));
}

/** Of other workspaces' jobs nobody learns. */
async function runningOn(app: Pick<App, "db">, workspaceId: string, workerIds: string[]) {
  if (workerIds.length === 0) return [];
  return app.db
    .select({
      workerId: jobAttempts.workerId,
      jobId: jobs.id,
      notebookId: jobs.notebookId,
      since: jobAttempts.createdAt,
    })
    .from(jobAttempts)
    .innerJoin(jobs, eq(jobs.id, jobAttempts.jobId))
    .where(
      and(
        inArray(jobAttempts.workerId, workerIds),
        eq(jobAttempts.status, "running"),
        eq(jobs.workspaceId, workspaceId),
      ),
    );
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
