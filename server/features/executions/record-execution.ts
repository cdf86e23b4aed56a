import { createHash } from "node:crypto";
import { and, eq, inArray, lte, sql } from "drizzle-orm";
import { newId } from "@/lib/ids";
import type { Device } from "@/lib/protocol/device";
import { QuireError } from "@/lib/protocol/errors";
import type { Execution } from "@/lib/protocol/execution";
import { executionChunks, executions, kernelSessions, notebooks } from "@/server/db/schema/notebooks";
import { requireAttempt } from "@/server/features/jobs/attempt-principal";
import { requireNotebook } from "@/server/features/notebooks/access";
import { endRunsOfExecution } from "@/server/features/runs/end-runs";
import { closeSweepsOfExecution } from "@/server/features/sweeps/close-sweep";
import { endRows, readExecutions } from "./execution-rows";
import { LiveExecution } from "./live-execution";
import { type ExecutionsApp, sessionsOf } from "./live-sessions";
import type { IncomingChunk } from "./placing";

/** Who records, and where: as the server knows it, never as the client says. */
export interface Recorder {
  workspaceId: string;
  userId: string;
}

/**
 * A kernel session of that person in that notebook. It ends by itself unless it is held (`holdSession`) soon; that of a job with its
 * attempt.
 */
export async function openSession(
  app: ExecutionsApp,
  by: Recorder,
  notebookId: string,
  device: Device,
  attemptId?: string,
): Promise<{ sessionId: string }> {
  await requireNotebook(app, by.workspaceId, notebookId);
  const id = newId();
  await app.db.insert(kernelSessions).values({ id, notebookId, userId: by.userId, device });
  sessionsOf(app).add({ id, notebookId, ...by }, attemptId);
  // One that was given up meanwhile has been told of already.
  if (attemptId !== undefined) await requireStillRunning(app, attemptId, id, by);
  return { sessionId: id };
}

async function requireStillRunning(
  app: ExecutionsApp,
  attemptId: string,
  sessionId: string,
  { workspaceId, userId }: Recorder,
): Promise<void> {
  const sessions = sessionsOf(app);
  try {
    await requireAttempt(app, attemptId);
  } catch (error) {
    if (sessions.has(sessionId)) await sessions.end(sessions.require(sessionId, workspaceId, userId));
    throw error;
  }
}

export interface BeginInput {
  notebookId: string;
  sessionId: string;
  executionId: string;
  cellId: string;
  code: string;
  /** Who wanted it run, where that is another than the person whose session it is. */
  askedBy?: string;
}

/** Records that a cell runs. A client that asks again after a lost answer gets the same execution. */
export async function beginExecution(app: ExecutionsApp, by: Recorder, input: BeginInput): Promise<Execution> {
  const sessions = sessionsOf(app);
  const session = sessions.require(input.sessionId, by.workspaceId, by.userId);
  if (session.notebookId !== input.notebookId)
    throw new QuireError("NOT_FOUND", "This kernel session belongs to another notebook.");
  await requireNotebook(app, by.workspaceId, input.notebookId);
  await insertExecution(app, by, input);
  const [execution] = await readExecutions(app, [input.executionId]);
  const isOurs = execution?.sessionId === input.sessionId && execution.cellId === input.cellId;
  if (!execution || !isOurs)
    throw new QuireError("CONFLICT", "There is another execution with this id. Use a new id for each execution.");
  if (execution.status === "running" && !sessions.running(execution.id)) {
    // It may have ended while the row was written; what it ran then is not this one's to know.
    if (!sessions.has(session.id)) await endRows(app, [execution.id], "lost");
    sessions.require(input.sessionId, by.workspaceId, by.userId);
    sessions.start(
      new LiveExecution(app, { id: execution.id, notebookId: input.notebookId, sessionId: session.id, ...by }),
    );
    app.events.publish("execution", input.notebookId, { type: "execution", execution });
  }
  return execution;
}

async function insertExecution(app: ExecutionsApp, by: Recorder, input: BeginInput): Promise<void> {
  const { executionId: id, notebookId, sessionId, cellId, askedBy: userId = by.userId } = input;
  const codeHash = createHash("sha256").update(input.code).digest("hex");
  await app.db.transaction(async (tx) => {
    // One at a time for each cell: the number counts its executions.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`execution:${notebookId}:${cellId}`}, 0))`);
    const number = sql<number>`(select coalesce(max(${executions.number}), 0) + 1 from ${executions} where ${executions.notebookId} = ${notebookId} and ${executions.cellId} = ${cellId})`;
    const [session] = await tx
      .select({ device: kernelSessions.device })
      .from(kernelSessions)
      .where(eq(kernelSessions.id, sessionId));
    if (!session) throw new QuireError("CONFLICT", "This kernel session has ended.");
    const code = input.code.replaceAll("\0", "\uFFFD");
    await tx
      .insert(executions)
      .values({
        id,
        notebookId,
        sessionId,
        cellId,
        userId,
        code,
        codeHash,
        device: session.device,
        status: "running",
        number,
        startedAt: sql`now()`,
      })
      .onConflictDoNothing();
  });
}

/** The person's own running execution in that workspace; otherwise says why there is none. */
async function requireRunning(app: ExecutionsApp, by: Recorder, executionId: string): Promise<LiveExecution> {
  const live = sessionsOf(app).running(executionId);
  if (live?.identity.workspaceId === by.workspaceId && live.identity.userId === by.userId) return live;
  const status = await statusOf(app, by, executionId);
  if (!status) throw new QuireError("NOT_FOUND", "There is no such execution of yours here.");
  throw new QuireError("CONFLICT", `This execution has ended (${status}): nothing can be added to it.`);
}

async function statusOf(
  app: ExecutionsApp,
  { workspaceId, userId }: Recorder,
  executionId: string,
): Promise<Execution["status"] | null> {
  const [row] = await app.db
    .select({ status: executions.status })
    .from(executions)
    .innerJoin(notebooks, eq(notebooks.id, executions.notebookId))
    .innerJoin(kernelSessions, eq(kernelSessions.id, executions.sessionId))
    .where(
      and(eq(executions.id, executionId), eq(kernelSessions.userId, userId), eq(notebooks.workspaceId, workspaceId)),
    );
  return row?.status ?? null;
}

/** Adds outputs. Resolves when they are stored; then everyone who watches has been told of them. */
export async function appendChunks(
  app: ExecutionsApp,
  by: Recorder,
  executionId: string,
  chunks: readonly IncomingChunk[],
): Promise<void> {
  const live = await requireRunning(app, by, executionId);
  await live.append(chunks);
}

export type EndStatus = "succeeded" | "failed" | "cancelled";

/** Records how it ended, after its last output. Asked again after a lost answer, it agrees. */
export async function endExecution(
  app: ExecutionsApp,
  by: Recorder,
  executionId: string,
  status: EndStatus,
): Promise<void> {
  if (!sessionsOf(app).running(executionId) && (await statusOf(app, by, executionId)) === status) return;
  const live = await requireRunning(app, by, executionId);
  await live.finish(async () => {
    const ended = await endRows(app, [executionId], status);
    sessionsOf(app).finished(executionId);
    for (const execution of ended)
      app.events.publish("execution", execution.notebookId, { type: "execution", execution });
    for (const execution of ended) await forgetOldOutputs(app, execution);
    if (status === "succeeded") return;
    await endRunsOfExecution(app, executionId, status);
    await closeSweepsOfExecution(app, executionId, status);
  });
}

/** Outputs of so many executions of a cell are kept; who ran what, and how it ended, always is. */
const KEPT_OUTPUTS = 20;

async function forgetOldOutputs(app: ExecutionsApp, { notebookId, cellId, number }: Execution): Promise<void> {
  const old = app.db
    .select({ id: executions.id })
    .from(executions)
    .where(
      and(
        eq(executions.notebookId, notebookId),
        eq(executions.cellId, cellId),
        lte(executions.number, number - KEPT_OUTPUTS),
      ),
    );
  await app.db.delete(executionChunks).where(inArray(executionChunks.executionId, old));
}

/** Called once before the server takes requests: what ran in an earlier process is lost, for its counters and sessions are gone. */
export async function recoverExecutions(app: Pick<ExecutionsApp, "db">): Promise<void> {
  await app.db
    .update(executions)
    .set({ status: "lost", endedAt: sql`now()` })
    .where(sql`${executions.status} in ('queued', 'running')`);
  await app.db
    .update(kernelSessions)
    .set({ endedAt: sql`now()` })
    .where(sql`${kernelSessions.endedAt} is null`);
}
