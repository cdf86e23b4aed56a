import { and, desc, eq, gt, isNull, or } from "drizzle-orm";
import { z } from "zod";
import { newId } from "@/lib/ids";
import { QuireError } from "@/lib/protocol/errors";
import { type TokenScope, tokenScopeSchema } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import { user } from "@/server/db/schema/auth";
import { personalTokens } from "@/server/db/schema/people";
import { audit } from "./audit";
import { publishMembershipChange } from "./membership-events";
import { daysFromNow, hashSecret, newSecret } from "./secrets";

/** Lets secret scanners recognise a token that leaked. */
export const TOKEN_PREFIX = "quire_pat_";
/** `last used` is for people: one write a minute is precise enough. */
const LAST_USED_STEP_MS = 60_000;
const MOST_TOKENS = 100;

const scopesSchema = z.array(tokenScopeSchema);

interface NewToken {
  name: string;
  scopes: TokenScope[];
  /** Null: does not expire. */
  days: number | null;
}

/** The token is answered once: only its hash is kept. */
export async function createToken(app: App, userId: string, { name, scopes, days }: NewToken) {
  const id = newId();
  const token = newSecret(TOKEN_PREFIX);
  const expiresAt = days === null ? null : daysFromNow(days);
  const prefix = token.slice(0, TOKEN_PREFIX.length + 4);
  await app.db.transaction(async (tx) => {
    const living = await tx
      .select({ id: personalTokens.id })
      .from(personalTokens)
      .where(and(eq(personalTokens.userId, userId), isLiving()));
    if (living.length >= MOST_TOKENS)
      throw new QuireError("CONFLICT", `You have ${MOST_TOKENS} tokens. Revoke one that is not in use.`);
    await tx
      .insert(personalTokens)
      .values({ id, userId, name, prefix, tokenHash: hashSecret(token), scopes, expiresAt });
    await audit(
      { db: tx },
      { workspaceId: null, userId, action: "token.create", target: id, details: { name, scopes, days } },
    );
  });
  return { id, token, prefix, expiresAt };
}

const isLiving = () =>
  and(isNull(personalTokens.revokedAt), or(isNull(personalTokens.expiresAt), gt(personalTokens.expiresAt, new Date())));

/** The person's tokens that are not revoked, expired ones too: a script that stopped working should be explained here. */
export async function listTokens(app: App, userId: string) {
  const rows = await app.db
    .select({
      id: personalTokens.id,
      name: personalTokens.name,
      prefix: personalTokens.prefix,
      scopes: personalTokens.scopes,
      createdAt: personalTokens.createdAt,
      lastUsedAt: personalTokens.lastUsedAt,
      expiresAt: personalTokens.expiresAt,
    })
    .from(personalTokens)
    .where(and(eq(personalTokens.userId, userId), isNull(personalTokens.revokedAt)))
    .orderBy(desc(personalTokens.createdAt));
  return rows.map((row) => ({ ...row, scopes: scopesSchema.parse(row.scopes) }));
}

export async function revokeToken(app: App, userId: string, tokenId: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    const revoked = await tx
      .update(personalTokens)
      .set({ revokedAt: new Date() })
      .where(and(eq(personalTokens.id, tokenId), eq(personalTokens.userId, userId), isNull(personalTokens.revokedAt)))
      .returning({ id: personalTokens.id });
    if (revoked.length === 0) throw new QuireError("NOT_FOUND", "No such token of yours.");
    await audit({ db: tx }, { workspaceId: null, userId, action: "token.revoke", target: tokenId });
  });
  publishMembershipChange(app, { type: "sessionsEnded", userId });
}

async function touch(app: App, id: string, lastUsedAt: Date | null): Promise<void> {
  const now = Date.now();
  if (lastUsedAt && now - lastUsedAt.getTime() < LAST_USED_STEP_MS) return;
  await app.db
    .update(personalTokens)
    .set({ lastUsedAt: new Date(now) })
    .where(eq(personalTokens.id, id));
}

/** Who a personal token stands for; null for one that is unknown, revoked or expired. */
export async function principalOfToken(app: App, token: string): Promise<Principal | null> {
  if (!token.startsWith(TOKEN_PREFIX)) return null;
  const [row] = await app.db
    .select({
      id: personalTokens.id,
      scopes: personalTokens.scopes,
      lastUsedAt: personalTokens.lastUsedAt,
      userId: user.id,
      name: user.name,
      email: user.email,
    })
    .from(personalTokens)
    .innerJoin(user, eq(user.id, personalTokens.userId))
    .where(and(eq(personalTokens.tokenHash, hashSecret(token)), isLiving()));
  if (!row) return null;
  await touch(app, row.id, row.lastUsedAt);
  const { userId, name, email } = row;
  return { userId, name, email, via: "token", scopes: scopesSchema.parse(row.scopes) };
}
