import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { isOver } from "@/lib/jobs/job-state";
import { QuireError } from "@/lib/protocol/errors";
import type { JobNeeds, JobSpec } from "@/lib/protocol/job";
import type { SharedSession } from "@/lib/protocol/shared-session";
import { readReplay } from "@/lib/notebook/replay";
import { readSources } from "@/lib/notebook/doc";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { jobAttempts, jobs } from "@/server/db/schema/jobs";
import { notebooks } from "@/server/db/schema/notebooks";
import { announceQueued, cancelJob, insertJob, isSession, type LedgerApp } from "@/server/features/jobs/ledger";
import { LiveSharedSession, type SharedPlace } from "./live-shared-session";

type SharedApp = LedgerApp & Pick<App, "rooms">;

/** As long as a job may take: it ends for want of use long before. */
const LONGEST_MINUTES = 7 * 24 * 60;
/** People wait for it with their hands on the keys. */
const PRIORITY = 10;

const idleMinutes = sql<number>`(${jobs.spec}->'session'->>'idleMinutes')::float8`;

export interface NewSharedSession {
  workspaceId: string;
  notebookId: string;
  userId: string;
  idleMinutes: number;
  needs: JobNeeds;
}

/** Opens the notebook's shared session, as a job that waits for a worker; where there is one already, that is the one. */
export async function openShared(app: SharedApp, order: NewSharedSession): Promise<{ jobId: string }> {
  const { notebookId, idleMinutes: idle, ...job } = order;
  const spec = await specOf(app, notebookId, idle);
  const { jobId, isNew } = await app.db.transaction(async (tx) => {
    // Two who open it at once get the same.
    await tx.select({ id: notebooks.id }).from(notebooks).where(eq(notebooks.id, notebookId)).for("update");
    const [open] = await tx
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.notebookId, notebookId), inArray(jobs.status, ["queued", "running"]), isSession));
    if (open) return { jobId: open.id, isNew: false };
    const limits = { minutes: LONGEST_MINUTES };
    return { jobId: await insertJob(tx, { ...job, notebookId, spec, limits, priority: PRIORITY }), isNew: true };
  });
  if (isNew) announceQueued(app, jobId, notebookId);
  return { jobId };
}

async function specOf(app: SharedApp, notebookId: string, idle: number): Promise<JobSpec> {
  const { replay, notebook } = await app.rooms.look(notebookId, (doc) => ({
    replay: readReplay(doc),
    notebook: readSources(doc),
  }));
  const seed = replay.seed ?? Math.floor(Math.random() * 2 ** 32);
  const { backend = "auto" } = replay;
  return { cells: [], wanted: [], notebook, seed, backend, datasets: {}, packages: {}, session: { idleMinutes: idle } };
}

/** The notebook's newest session: as it stands, or why it is over. */
export async function currentShared(
  app: App,
  workspaceId: string,
  notebookId: string,
): Promise<{ session: SharedSession | null; ended: { jobId: string; reason: string | null } | null }> {
  const [row] = await app.db
    .select({
      id: jobs.id,
      status: jobs.status,
      reason: jobs.reason,
      attempts: jobs.attempts,
      needs: jobs.needs,
      idleMinutes,
      startedBy: { id: user.id, name: user.name },
      worker: jobAttempts.workerName,
    })
    .from(jobs)
    .innerJoin(user, eq(user.id, jobs.userId))
    .leftJoin(jobAttempts, and(eq(jobAttempts.jobId, jobs.id), eq(jobAttempts.number, jobs.attempts)))
    .where(and(eq(jobs.notebookId, notebookId), eq(jobs.workspaceId, workspaceId), isSession))
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(1);
  if (!row) return { session: null, ended: null };
  if (isOver(row.status)) return { session: null, ended: { jobId: row.id, reason: row.reason } };
  const isWaiting = row.status === "queued";
  const session: SharedSession = {
    jobId: row.id,
    startedBy: row.startedBy,
    idleMinutes: row.idleMinutes,
    worker: isWaiting ? null : row.worker,
    waitsFor: isWaiting ? await app.starter.whyWaits(workspaceId, row.needs) : null,
    beganAnew: row.attempts > 1,
    state: sharedSessionsOf(app).find(row.id)?.state ?? null,
  };
  return { session, ended: null };
}

/** The session that the notebook has; throws where it has none, or its worker is not there yet. */
export async function requireShared(app: App, workspaceId: string, notebookId: string): Promise<LiveSharedSession> {
  const { session } = await currentShared(app, workspaceId, notebookId);
  if (!session)
    throw new QuireError("NOT_FOUND", "This notebook has no shared session now. Start one from the kernel's menu.");
  const live = sharedSessionsOf(app).find(session.jobId);
  if (!live)
    throw new QuireError("UNAVAILABLE", session.waitsFor ?? "The shared session is starting. Try again in a moment.");
  return live;
}

/** False when there is none. */
export async function closeShared(app: App, workspaceId: string, notebookId: string, by: string): Promise<boolean> {
  const { session } = await currentShared(app, workspaceId, notebookId);
  return session !== null && cancelJob(app, session.jobId, `${by} ended it.`);
}

/** The sessions whose workers have been heard in this process. */
class SharedSessions {
  readonly #live = new Map<string, LiveSharedSession>();

  constructor(private readonly app: SharedApp) {}

  find(jobId: string): LiveSharedSession | undefined {
    return this.#live.get(jobId);
  }

  /** Ends those that nobody has used for their time. */
  async endIdle(now: number): Promise<void> {
    for (const session of this.#live.values()) {
      const { jobId, idleMinutes: minutes } = session.place;
      if (session.isIdle(now)) await cancelJob(this.app, jobId, `Nobody used it for ${minutes} min.`);
    }
  }

  /** The attempt's own; throws where its job is no session. */
  async of(attempt: { id: string; jobId: string }): Promise<LiveSharedSession> {
    const known = this.#live.get(attempt.jobId);
    if (known) return known;
    const [row] = await this.app.db
      .select({ jobId: jobs.id, notebookId: jobs.notebookId, idleMinutes })
      .from(jobs)
      .where(and(eq(jobs.id, attempt.jobId), isSession));
    if (!row) throw new QuireError("NOT_FOUND", "This job is no shared session.");
    return this.#live.get(row.jobId) ?? this.#add(row);
  }

  #add(place: SharedPlace): LiveSharedSession {
    const session = new LiveSharedSession(this.app, place);
    this.#live.set(place.jobId, session);
    void this.#forgetWhenOver(session);
    return session;
  }

  async #forgetWhenOver({ place: { jobId, notebookId } }: LiveSharedSession): Promise<void> {
    const heard = new AbortController();
    for await (const event of this.app.events.subscribe("job", notebookId, heard.signal)) {
      if (event.jobId !== jobId) continue;
      const [job] = await this.app.db.select({ status: jobs.status }).from(jobs).where(eq(jobs.id, jobId));
      if (job && !isOver(job.status)) continue;
      this.#live.get(jobId)?.close();
      this.#live.delete(jobId);
      heard.abort();
    }
  }
}

const ofApp = new WeakMap<App["events"], SharedSessions>();

/** The app's shared sessions: one list a process, kept beside its event bus. */
export function sharedSessionsOf(app: SharedApp): SharedSessions {
  const existing = ofApp.get(app.events);
  if (existing) return existing;
  const made = new SharedSessions(app);
  ofApp.set(app.events, made);
  return made;
}
