import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import { isOver } from "@/lib/jobs/job-state";
import type { JobNeeds } from "@/lib/protocol/job";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { checkpoints } from "@/server/db/schema/checkpoints";
import { jobAttempts, jobs, jobValues } from "@/server/db/schema/jobs";
import { runs } from "@/server/db/schema/runs";
import { whyNoRoom } from "./ledger";

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
    .where(
      and(
        eq(jobs.notebookId, notebookId),
        eq(jobs.workspaceId, workspaceId),
        // What works for a sweep shows with the sweep.
        sql`${jobs.spec}->'sweep' is null`,
      ),
    )
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(MOST);
  const left = await leftBy(
    app,
    rows.map(({ id }) => id),
  );
  const noRoom = rows.some(({ status }) => status === "queued") ? await whyNoRoom(app, workspaceId) : null;
  const whyWaits = whyEachWaits(app, workspaceId);
  return Promise.all(
    rows.map(async ({ needs, ...row }) => ({
      ...row,
      left: left.get(row.id) ?? [],
      isOver: isOver(row.status),
      waitsFor: row.status === "queued" ? (noRoom ?? (await whyWaits(needs))) : null,
    })),
  );
}

/** A hundred that ask for the same wait for the same: the workers are looked at once. */
function whyEachWaits(app: App, workspaceId: string) {
  const known = new Map<string, Promise<string | null>>();
  return (needs: JobNeeds): Promise<string | null> => {
    const key = JSON.stringify(needs);
    const why = known.get(key) ?? app.starter.whyWaits(workspaceId, needs);
    known.set(key, why);
    return why;
  };
}

/** By job, the names that it has left: what each is and weighs, or why it stays where it is. */
async function leftBy(app: App, jobIds: string[]) {
  const rows = await app.db
    .select({
      jobId: jobValues.jobId,
      cellId: jobValues.cellId,
      name: jobValues.name,
      type: sql<string | null>`${jobValues.value}->>'type'`,
      size: sql<string | null>`${jobValues.value}->>'size'`,
      stays: sql<string | null>`${jobValues.value}->>'reason'`,
      parts: sql<number[]>`jsonb_path_query_array(${jobValues.value}, '$.manifest.parts[*].bytes')`,
    })
    .from(jobValues)
    .where(inArray(jobValues.jobId, jobIds))
    .orderBy(asc(jobValues.cellId), asc(jobValues.name));
  const values = rows.map(({ parts, ...row }) => ({ ...row, bytes: parts.reduce((sum, part) => sum + part, 0) }));
  return new Map(jobIds.map((id) => [id, values.filter(({ jobId }) => jobId === id)]));
}
