import { and, eq, sql } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import { user } from "@/server/db/schema/auth";
import { jobAttempts, jobs } from "@/server/db/schema/jobs";
import { hashSecret } from "@/server/features/people/secrets";
import { ATTEMPT_OVER, isSession } from "./ledger";

/**
 * In whose name the attempt of a job acts; null when it is over. That is the fence: a worker that has lost its lease holds a token
 * that opens nothing.
 */
export async function principalOfAttempt(app: App, token: string): Promise<Principal | null> {
  const [row] = await app.db
    .select({
      id: jobAttempts.id,
      jobId: jobs.id,
      workspaceId: jobs.workspaceId,
      isShared: sql<boolean>`${isSession}`,
      userId: user.id,
      name: user.name,
      email: user.email,
    })
    .from(jobAttempts)
    .innerJoin(jobs, eq(jobs.id, jobAttempts.jobId))
    .innerJoin(user, eq(user.id, jobs.userId))
    .where(and(eq(jobAttempts.tokenHash, hashSecret(token)), eq(jobAttempts.status, "running")));
  if (!row) return null;
  const { id, jobId, workspaceId, isShared, ...person } = row;
  return { ...person, via: "attempt", scopes: [], attempt: { id, jobId, workspaceId, isShared } };
}

/** FORBIDDEN once the attempt is over. A writer that must know until it has written holds it: `requireRunning` (ledger.ts). */
export async function requireAttempt(app: Pick<App, "db">, attemptId: string): Promise<void> {
  const [running] = await app.db
    .select({ id: jobAttempts.id })
    .from(jobAttempts)
    .where(and(eq(jobAttempts.id, attemptId), eq(jobAttempts.status, "running")));
  if (!running) throw new QuireError("FORBIDDEN", ATTEMPT_OVER);
}
