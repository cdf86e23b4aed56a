import { and, desc, eq, sql } from "drizzle-orm";
import { whyNoneFits } from "@/lib/jobs/fit";
import { isOver } from "@/lib/jobs/job-state";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { jobAttempts, jobs, workers } from "@/server/db/schema/jobs";
import { listWorkers } from "@/server/features/workers/registry";

const MOST = 100;

/** The notebook's newest jobs, with how each stands; for one that waits, whether any worker could take it. */
export async function listJobs(app: App, workspaceId: string, notebookId: string) {
  const rows = await app.db
    .select({
      id: jobs.id,
      status: jobs.status,
      reason: jobs.reason,
      attempts: jobs.attempts,
      maxAttempts: jobs.maxAttempts,
      needs: jobs.needs,
      wanted: sql<string[]>`${jobs.spec}->'wanted'`,
      createdAt: jobs.createdAt,
      endedAt: jobs.endedAt,
      user: { id: user.id, name: user.name },
      worker: sql<string | null>`${workers.facts}->>'name'`,
    })
    .from(jobs)
    .innerJoin(user, eq(user.id, jobs.userId))
    .leftJoin(jobAttempts, and(eq(jobAttempts.jobId, jobs.id), eq(jobAttempts.number, jobs.attempts)))
    .leftJoin(workers, eq(workers.id, jobAttempts.workerId))
    .where(and(eq(jobs.notebookId, notebookId), eq(jobs.workspaceId, workspaceId)))
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(MOST);
  const waiting = rows.some(({ status }) => status === "queued");
  const there = waiting
    ? (await listWorkers(app, workspaceId)).filter(({ online, draining }) => online && !draining)
    : [];
  return rows.map(({ needs, ...row }) => ({
    ...row,
    isOver: isOver(row.status),
    waitsFor:
      row.status === "queued"
        ? whyNoneFits(
            needs,
            there.map(({ facts }) => facts),
          )
        : null,
  }));
}
