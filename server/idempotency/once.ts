import { createHash } from "node:crypto";
import { and, eq, lt, notExists, sql } from "drizzle-orm";
import type { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import { sortedJson } from "@/lib/sorted-json";
import type { App } from "@/server/app";
import type { Database, Queryable } from "@/server/db/database";
import { idempotencyKeys } from "@/server/db/schema/idempotency";
import { jobAttempts } from "@/server/db/schema/jobs";
import { requireRunning } from "@/server/features/jobs/ledger";

/** Who calls: a person, or the attempt of a job in the person's name. */
export interface Caller {
  workspaceId: string;
  userId: string;
  attempt: { id: string } | null;
}

interface Call<T> {
  procedure: string;
  /** Without one each call is a new one. */
  key: string | undefined;
  /** What makes it another call, if it differs. */
  asked: unknown;
  answer: z.ZodType<T>;
}

/**
 * Answers the call, and does what it asks for once for its key: the answer is recorded in the transaction of the effect, and given
 * to each repeat. Of repeats at the same time one does it; the others wait for its end, or do it where it failed.
 *
 * `prepare` does what takes long, harms nothing when it is done twice, and needs no transaction. What an attempt asks for is done only
 * while it is the running one.
 */
export async function once<T>(
  app: Pick<App, "db">,
  caller: Caller,
  call: Call<T>,
  prepare: () => Promise<(tx: Queryable) => Promise<T>>,
): Promise<T> {
  const known = await recorded(app.db, caller, call);
  if (known) return known.answer;
  const effect = await prepare();
  return app.db.transaction(async (tx) => {
    if (caller.attempt) await requireRunning(tx, caller.attempt.id);
    const { key } = call;
    if (key === undefined) return effect(tx);
    const row = { workspaceId: caller.workspaceId, owner: ownerOf(caller), key, fingerprint: fingerprintOf(call) };
    const claimed = await tx.insert(idempotencyKeys).values(row).onConflictDoNothing().returning();
    if (claimed.length === 0) {
      const before = await recorded(tx, caller, call);
      if (!before) throw new QuireError("UNAVAILABLE", "The record of this call was just cleared. Try again.");
      return before.answer;
    }
    const answer = await effect(tx);
    await tx.update(idempotencyKeys).set({ answer }).where(isOf(caller, key));
    return answer;
  });
}

/** Keys that nobody repeats any more: those of an attempt are kept as long as it runs. */
export async function forgetKeys(db: Database): Promise<{ forgotten: number }> {
  const running = db
    .select({ id: jobAttempts.id })
    .from(jobAttempts)
    .where(and(eq(jobAttempts.id, idempotencyKeys.owner), eq(jobAttempts.status, "running")));
  const { rowCount } = await db
    .delete(idempotencyKeys)
    .where(and(lt(idempotencyKeys.createdAt, sql`now() - interval '1 day'`), notExists(running)));
  return { forgotten: rowCount ?? 0 };
}

const ownerOf = ({ attempt, userId }: Caller): string => attempt?.id ?? userId;

const isOf = (caller: Caller, key: string) =>
  and(
    eq(idempotencyKeys.workspaceId, caller.workspaceId),
    eq(idempotencyKeys.owner, ownerOf(caller)),
    eq(idempotencyKeys.key, key),
  );

const fingerprintOf = ({ procedure, asked }: Call<unknown>): string =>
  createHash("sha256")
    .update(sortedJson([procedure, asked]))
    .digest("hex");

async function recorded<T>(db: Queryable, caller: Caller, call: Call<T>): Promise<{ answer: T } | null> {
  if (call.key === undefined) return null;
  const [row] = await db
    .select({ fingerprint: idempotencyKeys.fingerprint, answer: idempotencyKeys.answer })
    .from(idempotencyKeys)
    .where(isOf(caller, call.key));
  if (!row) return null;
  if (row.fingerprint !== fingerprintOf(call))
    throw new QuireError(
      "CONFLICT",
      `The idempotency key of this ${call.procedure} was used for another call before. Make a new key for each call.`,
    );
  return { answer: call.answer.parse(row.answer) };
}
