import { and, eq, inArray, lt, not, notInArray, type SQL, sql } from "drizzle-orm";
import { newId } from "@/lib/ids";
import { attemptEnds, type JobEvent, nextStep } from "@/lib/jobs/job-state";
import { QuireError } from "@/lib/protocol/errors";
import type { JobLimits, JobNeeds, JobSpec, WorkerFacts } from "@/lib/protocol/job";
import { type JobCaps, jobCapsSchema } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { jobAttempts, jobs } from "@/server/db/schema/jobs";
import { workspaces } from "@/server/db/schema/people";
import { hashSecret, newSecret } from "@/server/features/people/secrets";
import { announceChange } from "@/server/features/runs/announce";
import { endRunsOfAttempt } from "@/server/features/runs/end-runs";
import { releaseTrials } from "@/server/features/sweeps/trials";
import { whyMayNotRun } from "./may-run";

/** The ledger of jobs: every change of a job's state is one transaction here, and legal by lib/jobs/job-state.ts. */
export type LedgerApp = Pick<App, "db" | "events" | "log">;

/** Without a heartbeat for so long an attempt is lost. */
export const LEASE_MS = 30_000;
export const ATTEMPT_PREFIX = "quire_att_";
export const ATTEMPT_OVER = "This attempt of the job is over: it can write nothing more.";
const MAX_ATTEMPTS = 3;

export interface NewJob {
  workspaceId: string;
  notebookId: string;
  userId: string;
  spec: JobSpec;
  needs: JobNeeds;
  limits: JobLimits;
  priority?: number;
  maxAttempts?: number;
}

export async function queueJob(app: LedgerApp, job: NewJob): Promise<string> {
  const id = await insertJob(app.db, job);
  announceQueued(app, id, job.notebookId);
  return id;
}

/** For one who queues it together with something else: announced when that is committed. */
export async function insertJob(tx: Queryable, { maxAttempts = MAX_ATTEMPTS, ...job }: NewJob): Promise<string> {
  const id = newId();
  await tx.insert(jobs).values({ id, ...job, maxAttempts });
  return id;
}

export function announceQueued(app: LedgerApp, jobId: string, notebookId: string): void {
  app.events.publish("job", notebookId, { jobId });
  app.events.publish("queue", "jobs", { changed: true });
}

/** Who asks for work. `workspaceId` is null for the server's own worker. */
export interface LeasingWorker {
  id: string;
  workspaceId: string | null;
  /** What it has a place for; nothing: for either. A shared session, which is idle for the most part, takes no job's place. */
  room?: { job: boolean; session: boolean };
  facts: Pick<WorkerFacts, "name" | "memoryGb" | "cores" | "labels"> & {
    device: Pick<WorkerFacts["device"], "backend">;
  };
}

export interface Lease {
  attemptId: string;
  jobId: string;
  number: number;
  notebookId: string;
  /** By its slug. */
  workspace: string;
  /** Opens what the job may ask for, until the attempt ends. Known to the worker alone. */
  token: string;
  spec: JobSpec;
  limits: JobLimits;
}

/** It is a notebook's shared session. */
export const isSession = sql`${jobs.spec} ? 'session'`;

/** How many of these attempts hold shared sessions. */
export async function countSessions(app: Pick<App, "db">, attemptIds: readonly string[]): Promise<number> {
  if (attemptIds.length === 0) return 0;
  const [row] = await app.db
    .select({ count: sql<number>`count(*)::int` })
    .from(jobAttempts)
    .innerJoin(jobs, eq(jobs.id, jobAttempts.jobId))
    .where(and(inArray(jobAttempts.id, [...attemptIds]), isSession));
  return row?.count ?? 0;
}

/** The oldest of the most urgent jobs that this worker may take and can do. `full`: workspaces with enough jobs under way. */
function nextFor(tx: Queryable, { workspaceId, facts, room }: LeasingWorker, full: readonly string[]) {
  const { needs } = jobs;
  return tx
    .select()
    .from(jobs)
    .where(
      and(
        eq(jobs.status, "queued"),
        sql`${jobs.notBefore} <= now()`,
        workspaceId === null ? undefined : eq(jobs.workspaceId, workspaceId),
        full.length > 0 ? sql`not ${inArray(jobs.workspaceId, [...full])}` : undefined,
        room?.job === false ? isSession : undefined,
        room?.session === false ? not(isSession) : undefined,
        sql`coalesce(${needs}->>'backend', ${facts.device.backend}) = ${facts.device.backend}`,
        sql`coalesce((${needs}->>'memoryGb')::float8, 0) <= ${facts.memoryGb}`,
        sql`coalesce((${needs}->>'cores')::int, 0) <= ${facts.cores}`,
        sql`${needs}->'labels' <@ ${JSON.stringify(facts.labels)}::jsonb`,
      ),
    )
    .orderBy(sql`${jobs.priority} desc`, jobs.createdAt, jobs.id)
    .limit(1)
    .for("update", { skipLocked: true });
}

async function countRunning(tx: Queryable, workspaceId: string): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(jobs)
    .where(and(eq(jobs.workspaceId, workspaceId), eq(jobs.status, "running")));
  return row?.count ?? 0;
}

/** Why a job of the workspace has to wait for its others, in words; null where it has not. */
export async function whyNoRoom({ db }: Pick<App, "db">, workspaceId: string): Promise<string | null> {
  const [workspace] = await db
    .select({ settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  const { running } = jobCapsSchema.parse(workspace?.settings.jobCaps ?? {});
  if ((await countRunning(db, workspaceId)) < running) return null;
  return `It waits for others of this workspace, which runs ${running} at once at most (Settings, Workers).`;
}

/** The workspace's slug and limits while it may run one more; null when it has enough under way. */
async function roomIn(tx: Queryable, workspaceId: string): Promise<{ workspace: string; caps: JobCaps } | null> {
  // One count at a time for each workspace: two that count together would both take the last place.
  const [workspace] = await tx
    .select({ slug: workspaces.slug, settings: workspaces.settings })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
    .for("no key update");
  if (!workspace) return null;
  const caps = jobCapsSchema.parse(workspace.settings.jobCaps ?? {});
  return (await countRunning(tx, workspaceId)) < caps.running ? { workspace: workspace.slug, caps } : null;
}

/** Leases a job to the worker, as a new attempt; null when there is none for it. */
export async function leaseNext(
  app: LedgerApp,
  worker: LeasingWorker,
  { leaseMs = LEASE_MS } = {},
): Promise<Lease | null> {
  const refused: { id: string; notebookId: string }[] = [];
  const leased = await app.db.transaction(async (tx) => {
    const full: string[] = [];
    for (;;) {
      const [job] = await nextFor(tx, worker, full);
      if (!job) return null;
      const room = await roomIn(tx, job.workspaceId);
      const why = await whyMayNotRun(tx, job);
      if (why !== null && (await takeOff(tx, job.id, why))) refused.push(job);
      else if (room === null) full.push(job.workspaceId);
      else return begin(tx, { ...job, ...room }, worker, leaseMs);
    }
  });
  for (const { id, notebookId } of refused) app.events.publish("job", notebookId, { jobId: id });
  if (leased) app.events.publish("job", leased.notebookId, { jobId: leased.jobId });
  return leased;
}

/** Off the queue, where it is there. */
async function takeOff(tx: Queryable, jobId: string, reason: string): Promise<{ notebookId: string } | undefined> {
  const [job] = await tx
    .update(jobs)
    .set({ status: "cancelled", reason, endedAt: sql`now()` })
    .where(and(eq(jobs.id, jobId), eq(jobs.status, "queued")))
    .returning({ notebookId: jobs.notebookId });
  return job;
}

async function begin(
  tx: Queryable,
  job: typeof jobs.$inferSelect & { workspace: string; caps: JobCaps },
  worker: LeasingWorker,
  leaseMs: number,
): Promise<Lease | null> {
  const step = nextStep(job, "lease");
  if (!step) return null;
  const [attemptId, number, token] = [newId(), job.attempts + 1, newSecret(ATTEMPT_PREFIX)];
  await tx.update(jobs).set({ status: step.status, attempts: number, reason: null }).where(eq(jobs.id, job.id));
  await tx.insert(jobAttempts).values({
    id: attemptId,
    jobId: job.id,
    number,
    workerId: worker.id,
    workerName: worker.facts.name,
    tokenHash: hashSecret(token),
    leaseUntil: inMs(leaseMs),
  });
  const { id: jobId, notebookId, workspace, spec, caps } = job;
  const limits = { ...job.limits, minutes: Math.min(job.limits.minutes, caps.minutes) };
  return { attemptId, jobId, number, notebookId, workspace, token, spec, limits };
}

/** The attempt, held as the running one until the transaction is over. FORBIDDEN once it is not. */
export async function requireRunning(tx: Queryable, attemptId: string): Promise<void> {
  const [running] = await tx
    .select({ id: jobAttempts.id })
    .from(jobAttempts)
    .where(and(eq(jobAttempts.id, attemptId), eq(jobAttempts.status, "running")))
    .for("share");
  if (!running) throw new QuireError("FORBIDDEN", ATTEMPT_OVER);
}

const inMs = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`;

/** Renews the leases of what the worker runs. Answers with those it must stop: they are over, whatever it believes. */
export async function renewLeases(
  app: LedgerApp,
  workerId: string,
  attemptIds: readonly string[],
  leaseMs = LEASE_MS,
): Promise<{ over: string[] }> {
  if (attemptIds.length === 0) return { over: [] };
  const renewed = await app.db
    .update(jobAttempts)
    .set({ leaseUntil: inMs(leaseMs) })
    .where(
      and(
        inArray(jobAttempts.id, [...attemptIds]),
        eq(jobAttempts.workerId, workerId),
        eq(jobAttempts.status, "running"),
      ),
    )
    .returning({ id: jobAttempts.id });
  const alive = new Set(renewed.map(({ id }) => id));
  return { over: attemptIds.filter((id) => !alive.has(id)) };
}

/**
 * Ends the attempt that runs, and moves its job on. False when the attempt is over already: then nothing is written, so that a
 * worker that was away for too long changes nothing.
 */
export async function endAttempt(
  app: LedgerApp,
  attemptId: string,
  event: Exclude<JobEvent, "lease">,
  reason: string | null,
): Promise<boolean> {
  const ended = await app.db.transaction(async (tx) => {
    const [found] = await tx
      .select({ jobId: jobAttempts.jobId })
      .from(jobAttempts)
      .where(eq(jobAttempts.id, attemptId));
    if (!found) return null;
    // The job is locked before its attempt, always: two who end the same cannot wait for each other. Not so that whoever holds the
    // attempt (`requireRunning`) could not name the job in a row of its own.
    const [job] = await tx.select().from(jobs).where(eq(jobs.id, found.jobId)).for("no key update");
    const step = job && nextStep(job, event);
    if (!step) return null;
    const [attempt] = await tx
      .update(jobAttempts)
      .set({ status: attemptEnds[event], reason, endedAt: sql`now()` })
      .where(and(eq(jobAttempts.id, attemptId), eq(jobAttempts.status, "running")))
      .returning({ id: jobAttempts.id });
    if (!attempt) return null;
    const runs = await endRunsOfAttempt(
      tx,
      { id: attemptId, jobId: job.id },
      event === "cancel" ? "cancelled" : "lost",
    );
    const over = step.status !== "queued";
    await tx
      .update(jobs)
      .set({ status: step.status, reason, notBefore: inMs(step.waitMs), ...(over && { endedAt: sql`now()` }) })
      .where(eq(jobs.id, job.id));
    return { job, runs };
  });
  if (!ended) return false;
  for (const run of ended.runs) announceChange(app, run);
  await releaseTrials(app, attemptId);
  app.events.publish("job", ended.job.notebookId, { jobId: ended.job.id });
  app.events.publish("attempt", attemptId, { end: attemptEnds[event] });
  app.events.publish("queue", "jobs", { changed: true });
  return true;
}

/** Takes the job off the queue, or ends what runs of it. False when it is over already. */
export async function cancelJob(app: LedgerApp, jobId: string, reason: string): Promise<boolean> {
  const [running] = await app.db
    .select({ id: jobAttempts.id })
    .from(jobAttempts)
    .where(and(eq(jobAttempts.jobId, jobId), eq(jobAttempts.status, "running")));
  if (running) return endAttempt(app, running.id, "cancel", reason);
  const job = await takeOff(app.db, jobId, reason);
  // Between the two looks a worker may have taken it.
  if (!job) return (await isRunning(app, jobId)) && cancelJob(app, jobId, reason);
  app.events.publish("job", job.notebookId, { jobId });
  return true;
}

/** Takes the jobs of a notebook off the queue, and ends what runs of them. */
export async function cancelJobsOf(app: LedgerApp, notebookId: string, reason: string): Promise<void> {
  const open = await app.db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.notebookId, notebookId), inArray(jobs.status, ["queued", "running"])));
  for (const { id } of open) await cancelJob(app, id, reason);
}

async function isRunning(app: LedgerApp, jobId: string): Promise<boolean> {
  const [job] = await app.db.select({ status: jobs.status }).from(jobs).where(eq(jobs.id, jobId));
  return job?.status === "running";
}

/** Gives up attempts whose workers were not heard of in time. Answers how many. */
export function loseExpired(app: LedgerApp): Promise<number> {
  return loseAll(app, lt(jobAttempts.leaseUntil, sql`now()`), "Its worker was not heard of any more.");
}

/** Gives up what that worker was given and does not have: the order never reached it, or the end that it told never came. */
export function loseUnnamed(
  app: LedgerApp,
  workerId: string,
  named: readonly string[],
  reason: string,
): Promise<number> {
  return loseAll(app, and(eq(jobAttempts.workerId, workerId), notInArray(jobAttempts.id, [...named])), reason);
}

async function loseAll(app: LedgerApp, which: SQL | undefined, reason: string): Promise<number> {
  const found = await app.db
    .select({ id: jobAttempts.id })
    .from(jobAttempts)
    .where(and(eq(jobAttempts.status, "running"), which));
  let lost = 0;
  for (const { id } of found) if (await endAttempt(app, id, "lose", reason)) lost++;
  return lost;
}
