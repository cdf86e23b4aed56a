import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { newId } from "@/lib/ids";
import { QuireError } from "@/lib/protocol/errors";
import type { Role } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { user } from "@/server/db/schema/auth";
import { invites, workspaces } from "@/server/db/schema/people";
import { hashPassword, insertAccount, type SignUp } from "./accounts";
import { audit } from "./audit";
import { firstNotebook } from "./first-notebook";
import { joinWorkspace } from "./members";
import type { WorkspaceMembership } from "./membership";
import { publishMembershipChange } from "./membership-events";
import { daysFromNow, hashSecret, newSecret } from "./secrets";

/** The link is answered once: only the hash of its secret is kept. */
export async function createInvite(
  app: App,
  workspace: WorkspaceMembership,
  userId: string,
  { role, days }: { role: Role; days: number },
) {
  const id = newId();
  const secret = newSecret();
  const expiresAt = daysFromNow(days);
  await app.db.transaction(async (tx) => {
    await tx
      .insert(invites)
      .values({ id, workspaceId: workspace.id, role, tokenHash: hashSecret(secret), createdBy: userId, expiresAt });
    await audit(
      { db: tx },
      { workspaceId: workspace.id, userId, action: "invite.create", target: id, details: { role, days } },
    );
  });
  return { id, url: `${app.env.appUrl}/invite/${secret}`, role, expiresAt };
}

const isOpen = () => and(isNull(invites.revokedAt), gt(invites.expiresAt, new Date()));

/** The invites that still let someone in. */
export async function listInvites(app: App, workspaceId: string) {
  return app.db
    .select({
      id: invites.id,
      role: invites.role,
      createdAt: invites.createdAt,
      expiresAt: invites.expiresAt,
      by: user.name,
    })
    .from(invites)
    .innerJoin(user, eq(user.id, invites.createdBy))
    .where(and(eq(invites.workspaceId, workspaceId), isOpen()))
    .orderBy(desc(invites.createdAt));
}

export async function revokeInvite(
  app: App,
  workspace: WorkspaceMembership,
  userId: string,
  inviteId: string,
): Promise<void> {
  await app.db.transaction(async (tx) => {
    const revoked = await tx
      .update(invites)
      .set({ revokedAt: new Date() })
      .where(and(eq(invites.id, inviteId), eq(invites.workspaceId, workspace.id), isNull(invites.revokedAt)))
      .returning({ id: invites.id });
    if (revoked.length === 0) throw new QuireError("NOT_FOUND", "No such invite in this workspace.");
    await audit({ db: tx }, { workspaceId: workspace.id, userId, action: "invite.revoke", target: inviteId });
  });
}

/** The invite with that secret, held against a revocation at the same time when in a transaction. */
async function findInvite(on: Queryable, secret: string) {
  const [invite] = await on
    .select({
      id: invites.id,
      role: invites.role,
      workspaceId: workspaces.id,
      slug: workspaces.slug,
      name: workspaces.name,
      by: user.name,
    })
    .from(invites)
    .innerJoin(workspaces, eq(workspaces.id, invites.workspaceId))
    .innerJoin(user, eq(user.id, invites.createdBy))
    .where(and(eq(invites.tokenHash, hashSecret(secret)), isOpen()))
    .for("update", { of: invites });
  if (!invite)
    throw new QuireError(
      "NOT_FOUND",
      "This invite is no longer valid: it expired or was revoked. Ask an owner for a new link.",
    );
  return invite;
}

/** What a person who opens the link may know before joining. */
export async function lookAtInvite(app: App, secret: string) {
  const { role, name, by } = await findInvite(app.db, secret);
  return { workspace: name, role, by };
}

async function accept(app: App, secret: string, userIdIn: (tx: Queryable) => Promise<string>) {
  const joined = await app.db.transaction(async (tx) => {
    const invite = await findInvite(tx, secret);
    const userId = await userIdIn(tx);
    const role = await joinWorkspace(tx, invite.workspaceId, userId, invite.role);
    await audit(
      { db: tx },
      { workspaceId: invite.workspaceId, userId, action: "invite.accept", target: invite.id, details: { role } },
    );
    return { ...invite, userId, role };
  });
  publishMembershipChange(app, {
    type: "role",
    workspaceId: joined.workspaceId,
    userId: joined.userId,
    role: joined.role,
  });
  app.events.publish("workspace", joined.workspaceId, { changed: "members" });
  return { id: joined.workspaceId, slug: joined.slug, role: joined.role, userId: joined.userId };
}

/** Which workspace it is, and where to begin: in that notebook, or in the list where it is null. */
export interface Joined {
  workspace: string;
  role: Role;
  notebook: string | null;
}

/** For someone who is signed in. */
export async function acceptInvite(app: App, secret: string, userId: string): Promise<Joined> {
  const { slug, role } = await accept(app, secret, () => Promise.resolve(userId));
  return { workspace: slug, role, notebook: null };
}

/** For someone new: account and membership come into being together, or neither does. */
export async function acceptInviteWithSignUp(app: App, secret: string, signUp: SignUp): Promise<Joined> {
  await findInvite(app.db, secret); // Strangers cannot make the server hash passwords.
  const passwordHash = await hashPassword(app, signUp.password);
  const joined = await accept(app, secret, (tx) => insertAccount(tx, signUp, passwordHash));
  return { workspace: joined.slug, role: joined.role, notebook: await firstNotebook(app, joined, joined.userId) };
}
