import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { newId } from "@/lib/ids";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { account, session, user } from "@/server/db/schema/auth";
import { members, passwordResets } from "@/server/db/schema/people";
import { hashPassword } from "./accounts";
import { audit } from "./audit";
import type { WorkspaceMembership } from "./membership";
import { publishMembershipChange } from "./membership-events";
import { daysFromNow, hashSecret, newSecret } from "./secrets";

const RESET_DAYS = 1;

/**
 * Whoever sets a person's password can act as that person everywhere. So a reset link is for an owner of *every* workspace
 * that the person belongs to: otherwise an invite into one's own workspace would be a way into another's.
 */
async function ownsAllWorkspacesOf(on: Queryable, ownerId: string, userId: string): Promise<boolean> {
  const theirs = alias(members, "theirs");
  const mine = alias(members, "mine");
  const [row] = await on
    .select({ memberships: sql<number>`count(*)::int`, owned: sql<number>`count(${mine.userId})::int` })
    .from(theirs)
    .leftJoin(mine, and(eq(mine.workspaceId, theirs.workspaceId), eq(mine.userId, ownerId), eq(mine.role, "owner")))
    .where(eq(theirs.userId, userId));
  return row !== undefined && row.memberships > 0 && row.memberships === row.owned;
}

async function requireMemberOf(on: Queryable, workspaceId: string, userId: string): Promise<void> {
  const found = await on
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
  if (found.length === 0) throw new QuireError("NOT_FOUND", "No such member in this workspace.");
}

async function insertReset(tx: Queryable, app: Pick<App, "env">, userId: string, createdBy: string) {
  const secret = newSecret();
  const expiresAt = daysFromNow(RESET_DAYS);
  await tx.insert(passwordResets).values({ tokenHash: hashSecret(secret), userId, createdBy, expiresAt });
  return { url: `${app.env.appUrl}/reset/${secret}`, expiresAt };
}

/** A one-time link with which that member sets a new password. Valid for a day. */
export async function createReset(app: App, workspace: WorkspaceMembership, byUserId: string, userId: string) {
  if (userId === byUserId) throw new QuireError("BAD_REQUEST", "Change your own password under Account.");
  return app.db.transaction(async (tx) => {
    await requireMemberOf(tx, workspace.id, userId);
    if (!(await ownsAllWorkspacesOf(tx, byUserId, userId)))
      throw new QuireError(
        "FORBIDDEN",
        "This person also belongs to a workspace that you do not own. Only an owner of all of them can make a reset link.",
      );
    await audit({ db: tx }, { workspaceId: workspace.id, userId: byUserId, action: "reset.create", target: userId });
    return insertReset(tx, app, userId, byUserId);
  });
}

/** For the person who runs the server, when no owner can help: a reset link for that account, marked as made by itself. */
export async function createOperatorReset(
  app: Pick<App, "db" | "env">,
  email: string,
): Promise<{ url: string; expiresAt: Date }> {
  const [found] = await app.db.select({ id: user.id }).from(user).where(eq(user.email, email.trim().toLowerCase()));
  if (!found) throw new QuireError("NOT_FOUND", `No account has the email address ${email}.`);
  await audit(app, { workspaceId: null, userId: found.id, action: "reset.operator", target: found.id });
  return insertReset(app.db, app, found.id, found.id);
}

async function findReset(on: Queryable, secret: string) {
  const [reset] = await on
    .select({ userId: user.id, name: user.name, email: user.email, createdBy: passwordResets.createdBy })
    .from(passwordResets)
    .innerJoin(user, eq(user.id, passwordResets.userId))
    .where(
      and(
        eq(passwordResets.tokenHash, hashSecret(secret)),
        isNull(passwordResets.usedAt),
        gt(passwordResets.expiresAt, new Date()),
      ),
    )
    .for("update", { of: passwordResets });
  const stillMay =
    reset && (reset.createdBy === reset.userId || (await ownsAllWorkspacesOf(on, reset.createdBy, reset.userId)));
  if (!stillMay)
    throw new QuireError(
      "NOT_FOUND",
      "This link is no longer valid: it was used or it expired. Ask an owner for a new one.",
    );
  return reset;
}

export async function lookAtReset(app: App, secret: string) {
  const { name, email } = await findReset(app.db, secret);
  return { name, email };
}

async function setPassword(tx: Queryable, userId: string, password: string): Promise<void> {
  const isCredential = and(eq(account.userId, userId), eq(account.providerId, "credential"));
  const changed = await tx
    .update(account)
    .set({ password, updatedAt: new Date() })
    .where(isCredential)
    .returning({ id: account.id });
  if (changed.length > 0) return;
  await tx.insert(account).values({ id: newId(), accountId: userId, providerId: "credential", userId, password });
}

/** Sets the password, uses up every open link of the person, and signs all sessions out. */
export async function useReset(app: App, secret: string, password: string): Promise<{ email: string }> {
  await findReset(app.db, secret); // Strangers cannot make the server hash passwords.
  const passwordHash = await hashPassword(app, password);
  const { userId, email } = await app.db.transaction(async (tx) => {
    const reset = await findReset(tx, secret);
    await tx
      .update(passwordResets)
      .set({ usedAt: new Date() })
      .where(and(eq(passwordResets.userId, reset.userId), isNull(passwordResets.usedAt)));
    await setPassword(tx, reset.userId, passwordHash);
    await tx.delete(session).where(eq(session.userId, reset.userId));
    await audit({ db: tx }, { workspaceId: null, userId: reset.userId, action: "reset.use", target: reset.userId });
    return reset;
  });
  publishMembershipChange(app, { type: "sessionsEnded", userId });
  return { email };
}
