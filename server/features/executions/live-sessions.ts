import { and, eq, isNull, sql } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import { roleRank } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";
import { kernelSessions } from "@/server/db/schema/notebooks";
import { continueOnServer } from "@/server/features/jobs/continue-run";
import { type MembershipChange, onMembershipChanged } from "@/server/features/people/membership-events";
import { loseRunsOfSession } from "@/server/features/runs/end-runs";
import { endRows } from "./execution-rows";
import type { LiveExecution } from "./live-execution";

export type ExecutionsApp = Pick<App, "db" | "blobs" | "events" | "log" | "rooms">;

/** Before what could not be written is tried again. */
const AGAIN_MS = 3000;

/** How what ran in a session ends with it: a person may have wanted no more of it. */
type EndedAs = "lost" | "cancelled";

/** How long a session lives that nobody holds: a network that comes back in time loses nothing. */
const GRACE_MS = 20_000;

export interface Session {
  id: string;
  notebookId: string;
  workspaceId: string;
  userId: string;
  holders: number;
  timer: NodeJS.Timeout | null;
}

/** The kernel sessions that are alive, and what runs in them. A session whose page is gone takes its executions with it. */
export class LiveSessions {
  readonly #sessions = new Map<string, Session>();
  readonly #executions = new Map<string, LiveExecution>();

  constructor(
    readonly app: ExecutionsApp,
    readonly graceMs = GRACE_MS,
  ) {
    onMembershipChanged(app, (change) => this.#onMembershipChanged(change));
  }

  /** That of a job lives and ends with its attempt, whatever becomes of connections in between. */
  add(session: Pick<Session, "id" | "notebookId" | "workspaceId" | "userId">, attemptId?: string): void {
    const live: Session = { ...session, holders: attemptId === undefined ? 0 : 1, timer: null };
    this.#sessions.set(session.id, live);
    if (attemptId === undefined) this.#endUnlessHeld(live);
    else void this.#endWith(live, attemptId);
  }

  async #endWith(session: Session, attemptId: string): Promise<void> {
    const over = new AbortController();
    for await (const { end } of this.app.events.subscribe("attempt", attemptId, over.signal)) {
      over.abort();
      if (this.has(session.id)) this.#endNow(session, end === "cancelled" ? "cancelled" : "lost");
    }
  }

  /** The person's own living session; nobody else's is found. */
  require(sessionId: string, workspaceId: string, userId: string): Session {
    const session = this.#sessions.get(sessionId);
    if (session?.workspaceId !== workspaceId || session.userId !== userId)
      throw new QuireError(
        "CONFLICT",
        "This kernel session has ended: its page was away for too long. Start a new one to have results recorded.",
      );
    return session;
  }

  has(sessionId: string): boolean {
    return this.#sessions.has(sessionId);
  }

  /** Keeps the session alive until the returned function is called. */
  hold(session: Session): () => void {
    session.holders++;
    if (session.timer) clearTimeout(session.timer);
    session.timer = null;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      session.holders--;
      this.#endUnlessHeld(session);
    };
  }

  /** Who may run no more has nothing running: its results would be refused. */
  #onMembershipChanged(change: MembershipChange): void {
    if (change.type !== "role" || (change.role && roleRank[change.role] >= roleRank.editor)) return;
    const { workspaceId, userId } = change;
    for (const session of this.#sessions.values())
      if (session.workspaceId === workspaceId && session.userId === userId) this.#endSoon(session, 0);
  }

  #endUnlessHeld(session: Session): void {
    if (session.holders === 0) this.#endSoon(session, this.graceMs);
  }

  #endSoon(session: Session, afterMs: number): void {
    if (session.timer) clearTimeout(session.timer);
    session.timer = setTimeout(() => this.#endNow(session, "lost"), afterMs);
    session.timer.unref();
  }

  /** Whatever is wrong with the database is over some time: then what has ended is not shown as if it ran. */
  #endNow(session: Session, status: EndedAs): void {
    const running = this.#take(session);
    const write = () => {
      this.#write(session, running, status).catch((error: unknown) => {
        this.app.log.error({ sessionId: session.id, err: error }, "a kernel session could not be ended yet");
        setTimeout(write, AGAIN_MS).unref();
      });
    };
    write();
  }

  /** The session is over: what still runs in it is lost. */
  end(session: Session): Promise<void> {
    return this.#write(session, this.#take(session), "lost");
  }

  /** What runs in it; from now on nothing can be added to that. */
  #take(session: Session): LiveExecution[] {
    if (session.timer) clearTimeout(session.timer);
    this.#sessions.delete(session.id);
    const running = [...this.#executions.values()].filter(({ identity }) => identity.sessionId === session.id);
    for (const { identity } of running) this.#executions.delete(identity.id);
    return running;
  }

  async #write(session: Session, running: readonly LiveExecution[], status: EndedAs): Promise<void> {
    await Promise.all(
      running.map((execution) =>
        execution.finish(async () => {
          for (const ended of await endRows(this.app, [execution.identity.id], status))
            this.app.events.publish("execution", ended.notebookId, { type: "execution", execution: ended });
        }),
      ),
    );
    await this.app.db
      .update(kernelSessions)
      .set({ endedAt: sql`now()` })
      .where(and(eq(kernelSessions.id, session.id), isNull(kernelSessions.endedAt)));
    const lost = await loseRunsOfSession(this.app, session.id);
    for (const run of lost) if (run.handOver && run.jobId === null) await this.#handOver(session, run.id);
  }

  /** Where it cannot go on the run stays lost, as any other, and can be continued by hand, which says why not. */
  async #handOver({ workspaceId, userId }: Session, runId: string): Promise<void> {
    try {
      await continueOnServer(this.app, { workspaceId, userId, runId });
    } catch (error) {
      if (!(error instanceof QuireError)) throw error;
      this.app.log.info({ runId, reason: error.message }, "a run does not go on on a server");
    }
  }

  start(execution: LiveExecution): void {
    this.#executions.set(execution.identity.id, execution);
  }

  running(executionId: string): LiveExecution | undefined {
    return this.#executions.get(executionId);
  }

  finished(executionId: string): void {
    this.#executions.delete(executionId);
  }
}

const ofApp = new WeakMap<App["events"], LiveSessions>();

/** The app's sessions: one list a process, kept beside its event bus. */
export function sessionsOf(app: ExecutionsApp): LiveSessions {
  const existing = ofApp.get(app.events);
  if (existing) return existing;
  const made = new LiveSessions(app);
  ofApp.set(app.events, made);
  return made;
}
