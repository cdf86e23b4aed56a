import { and, desc, eq, sql } from "drizzle-orm";
import { isOver } from "@/lib/jobs/job-state";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { checkpoints } from "@/server/db/schema/checkpoints";
import { jobAttempts, jobs } from "@/server/db/schema/jobs";
import { runs } from "@/server/db/schema/runs";

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
      worker: jobAttempts.workerName,
      /** A run of it that has kept something to go on from, elsewhere too. */
      runId: sql<string | null>`(
        select ${runs.id} from ${runs}
        where ${runs.jobId} = ${jobs.id} and ${runs.status} <> 'finished'
          and exists (select 1 from ${checkpoints} where ${checkpoints.marks} ? ${runs.id})
        order by ${runs.number} desc limit 1)`,
    })
    .from(jobs)
    .innerJoin(user, eq(user.id, jobs.userId))
    .leftJoin(jobAttempts, and(eq(jobAttempts.jobId, jobs.id), eq(jobAttempts.number, jobs.attempts)))
    .where(and(eq(jobs.notebookId, notebookId), eq(jobs.workspaceId, workspaceId)))
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(MOST);
  return Promise.all(
    rows.map(async ({ needs, ...row }) => ({
      ...row,
      isOver: isOver(row.status),
      waitsFor: row.status === "queued" ? await app.starter.whyWaits(workspaceId, needs) : null,
    })),
  );
}
