import { createHmac, timingSafeEqual } from "node:crypto";
import { and, desc, eq, isNull } from "drizzle-orm";
import { newId } from "@/lib/ids";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import type { WorkerPrincipal } from "@/server/auth/principal";
import { sessionSecret } from "@/server/auth/secret";
import { user } from "@/server/db/schema/auth";
import { workerTokens } from "@/server/db/schema/jobs";
import { audit } from "@/server/features/people/audit";
import { hashSecret, newSecret } from "@/server/features/people/secrets";

export const WORKER_PREFIX = "quire_wrk_";
const MOST_TOKENS = 100;
/** `last used` is for people: one write a minute is precise enough. */
const LAST_USED_STEP_MS = 60_000;

/**
 * The token for workers that this server starts. It works for every workspace, and follows from the server's secret: one that runs
 * elsewhere finds the server again after a restart.
 */
export function ownWorkerToken(app: Pick<App, "env">): string {
  const known = ownTokens.get(app.env);
  if (known !== undefined) return known;
  const made = WORKER_PREFIX + createHmac("sha256", sessionSecret(app.env)).update("own worker").digest("base64url");
  ownTokens.set(app.env, made);
  return made;
}

const ownTokens = new WeakMap<App["env"], string>();

/** Answered once: only its hash is kept. */
export async function createWorkerToken(app: App, workspaceId: string, userId: string, name: string) {
  const [id, token] = [newId(), newSecret(WORKER_PREFIX)];
  const prefix = token.slice(0, WORKER_PREFIX.length + 4);
  await app.db.transaction(async (tx) => {
    const living = await tx
      .select({ id: workerTokens.id })
      .from(workerTokens)
      .where(and(eq(workerTokens.workspaceId, workspaceId), isNull(workerTokens.revokedAt)));
    if (living.length >= MOST_TOKENS)
      throw new QuireError(
        "CONFLICT",
        `The workspace has ${MOST_TOKENS} worker tokens. Revoke one that is not in use.`,
      );
    const tokenHash = hashSecret(token);
    await tx.insert(workerTokens).values({ id, workspaceId, name, prefix, tokenHash, createdBy: userId });
    await audit({ db: tx }, { workspaceId, userId, action: "workerToken.create", target: id, details: { name } });
  });
  return { id, token, prefix };
}

export const listWorkerTokens = (app: App, workspaceId: string) =>
  app.db
    .select({
      id: workerTokens.id,
      name: workerTokens.name,
      prefix: workerTokens.prefix,
      createdBy: user.name,
      createdAt: workerTokens.createdAt,
      lastUsedAt: workerTokens.lastUsedAt,
    })
    .from(workerTokens)
    .leftJoin(user, eq(user.id, workerTokens.createdBy))
    .where(and(eq(workerTokens.workspaceId, workspaceId), isNull(workerTokens.revokedAt)))
    .orderBy(desc(workerTokens.createdAt));

export async function revokeWorkerToken(app: App, workspaceId: string, userId: string, tokenId: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    const revoked = await tx
      .update(workerTokens)
      .set({ revokedAt: new Date() })
      .where(
        and(eq(workerTokens.id, tokenId), eq(workerTokens.workspaceId, workspaceId), isNull(workerTokens.revokedAt)),
      )
      .returning({ id: workerTokens.id });
    if (revoked.length === 0) throw new QuireError("NOT_FOUND", "There is no such worker token.");
    await audit({ db: tx }, { workspaceId, userId, action: "workerToken.revoke", target: tokenId });
  });
}

async function touch(app: App, id: string, lastUsedAt: Date | null): Promise<void> {
  const now = Date.now();
  if (lastUsedAt && now - lastUsedAt.getTime() < LAST_USED_STEP_MS) return;
  await app.db
    .update(workerTokens)
    .set({ lastUsedAt: new Date(now) })
    .where(eq(workerTokens.id, id));
}

/** For which workspace the bearer of the token works; null for one that is unknown or revoked. */
export async function workerOfToken(app: App, token: string): Promise<WorkerPrincipal | null> {
  if (!token.startsWith(WORKER_PREFIX)) return null;
  const hash = hashSecret(token);
  if (timingSafeEqual(Buffer.from(hashSecret(ownWorkerToken(app))), Buffer.from(hash)))
    return { tokenId: null, workspaceId: null };
  const [row] = await app.db
    .select({ id: workerTokens.id, workspaceId: workerTokens.workspaceId, lastUsedAt: workerTokens.lastUsedAt })
    .from(workerTokens)
    .where(and(eq(workerTokens.tokenHash, hash), isNull(workerTokens.revokedAt)));
  if (!row) return null;
  await touch(app, row.id, row.lastUsedAt);
  return { tokenId: row.id, workspaceId: row.workspaceId };
}
