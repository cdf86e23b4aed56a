import { and, asc, eq, isNull, ne } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import { type Role, roleRank } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { user } from "@/server/db/schema/auth";
import { invites, members, workspaces } from "@/server/db/schema/people";
import { audit } from "./audit";
import type { WorkspaceMembership } from "./membership";
import { publishMembershipChange } from "./membership-events";

export async function listMembers(app: App, workspaceId: string) {
  return app.db
    .select({
      userId: members.userId,
      name: user.name,
      email: user.email,
      role: members.role,
      since: members.createdAt,
    })
    .from(members)
    .innerJoin(user, eq(user.id, members.userId))
    .where(eq(members.workspaceId, workspaceId))
    .orderBy(asc(user.name), asc(user.id));
}

/** Holds off every other change of the workspace's members until the transaction ends, so that counting owners means something. */
const lockMembers = (tx: Queryable, workspaceId: string) =>
  tx.select({ id: workspaces.id }).from(workspaces).where(eq(workspaces.id, workspaceId)).for("update");

async function roleOf(tx: Queryable, workspaceId: string, userId: string): Promise<Role> {
  const [row] = await tx
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
  if (!row) throw new QuireError("NOT_FOUND", "No such member in this workspace.");
  return row.role;
}

async function requireAnotherOwner(tx: Queryable, workspaceId: string, userId: string): Promise<void> {
  const others = await tx
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.role, "owner"), ne(members.userId, userId)))
    .limit(1);
  if (others.length === 0)
    throw new QuireError(
      "CONFLICT",
      "A workspace needs an owner, and this is the last one. Make someone else an owner first.",
    );
}

/** Links that a person made as an owner stop working when the person is no owner any more. */
async function revokeInvitesOf(tx: Queryable, workspaceId: string, userId: string): Promise<void> {
  await tx
    .update(invites)
    .set({ revokedAt: new Date() })
    .where(and(eq(invites.workspaceId, workspaceId), eq(invites.createdBy, userId), isNull(invites.revokedAt)));
}

async function loseOwner(tx: Queryable, workspaceId: string, userId: string): Promise<void> {
  await requireAnotherOwner(tx, workspaceId, userId);
  await revokeInvitesOf(tx, workspaceId, userId);
}

function publish(app: App, workspaceId: string, userId: string, role: Role | null): void {
  publishMembershipChange(app, { type: "role", workspaceId, userId, role });
  app.events.publish("workspace", workspaceId, { changed: "members" });
}

export async function setRole(
  app: App,
  workspace: WorkspaceMembership,
  byUserId: string,
  userId: string,
  role: Role,
): Promise<void> {
  await app.db.transaction(async (tx) => {
    await lockMembers(tx, workspace.id);
    const before = await roleOf(tx, workspace.id, userId);
    if (before === "owner" && role !== "owner") await loseOwner(tx, workspace.id, userId);
    await tx
      .update(members)
      .set({ role })
      .where(and(eq(members.workspaceId, workspace.id), eq(members.userId, userId)));
    await audit(
      { db: tx },
      {
        workspaceId: workspace.id,
        userId: byUserId,
        action: "member.setRole",
        target: userId,
        details: { before, role },
      },
    );
  });
  publish(app, workspace.id, userId, role);
}

/** Also how a person leaves: `byUserId` is then the member itself. */
export async function removeMember(
  app: App,
  workspace: WorkspaceMembership,
  byUserId: string,
  userId: string,
): Promise<void> {
  await app.db.transaction(async (tx) => {
    await lockMembers(tx, workspace.id);
    const before = await roleOf(tx, workspace.id, userId);
    if (before === "owner") await loseOwner(tx, workspace.id, userId);
    await tx.delete(members).where(and(eq(members.workspaceId, workspace.id), eq(members.userId, userId)));
    await audit(
      { db: tx },
      { workspaceId: workspace.id, userId: byUserId, action: "member.remove", target: userId, details: { before } },
    );
  });
  publish(app, workspace.id, userId, null);
}

/** Makes the person a member, or raises the role of one. An invite never lowers a role. */
export async function joinWorkspace(tx: Queryable, workspaceId: string, userId: string, role: Role): Promise<Role> {
  await lockMembers(tx, workspaceId);
  await tx.insert(members).values({ workspaceId, userId, role }).onConflictDoNothing();
  const current = await roleOf(tx, workspaceId, userId);
  if (roleRank[current] >= roleRank[role]) return current;
  await tx
    .update(members)
    .set({ role })
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
  return role;
}
