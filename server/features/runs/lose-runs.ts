import { and, eq, inArray, isNotNull, sql, type SQLWrapper } from "drizzle-orm";
import type { App } from "@/server/app";
import { executions, kernelSessions } from "@/server/db/schema/notebooks";
import { runs } from "@/server/db/schema/runs";
import { announceChange } from "./announce";

/** The kernel session has ended: its runs that did not end by themselves are lost. */
export async function loseRunsOfSession(app: App, sessionId: string): Promise<void> {
  await lose(app, app.db.select({ id: executions.id }).from(executions).where(eq(executions.sessionId, sessionId)));
}

/** At the start of the server: runs of sessions that ended, or that the last process did not live to end. */
export async function loseOrphanedRuns(app: App): Promise<void> {
  const ended = app.db
    .select({ id: executions.id })
    .from(executions)
    .innerJoin(kernelSessions, eq(kernelSessions.id, executions.sessionId))
    .where(isNotNull(kernelSessions.endedAt));
  await lose(app, ended);
}

async function lose(app: App, executionIds: SQLWrapper): Promise<void> {
  const lost = await app.db
    .update(runs)
    .set({ status: "lost", endedAt: sql`now()` })
    .where(and(eq(runs.status, "running"), inArray(runs.executionId, executionIds)))
    .returning({ id: runs.id, workspaceId: runs.workspaceId });
  for (const run of lost) announceChange(app, run);
}
