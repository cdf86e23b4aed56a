import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import { type Role, roleRank } from "@/lib/protocol/workspace";
import { secretNameSchema, secretValueSchema } from "@/lib/secrets/secret-name";
import type { App } from "@/server/app";
import { opensHere, seal } from "@/server/auth/vault";
import type { Queryable } from "@/server/db/database";
import { user } from "@/server/db/schema/auth";
import { notebooks } from "@/server/db/schema/notebooks";
import { members } from "@/server/db/schema/people";
import { secrets } from "@/server/db/schema/secrets";
import { audit } from "@/server/features/people/audit";
import type { WorkspaceMembership } from "@/server/features/people/membership";

export type SecretRow = typeof secrets.$inferSelect;

export const setSecretSchema = z.object({
  name: secretNameSchema,
  /** Absent: it keeps the value that it has. */
  value: secretValueSchema.optional(),
  /** Everyone from this role on may use it; null: the members of `userIds`. */
  role: z.enum(["editor", "owner"]).nullable(),
  userIds: z.array(z.string()).max(200).default([]),
  /** Null: every notebook, and the import of datasets. None: only the import of datasets. */
  notebookIds: z.array(z.string()).max(500).nullable(),
});
export type SetSecret = z.output<typeof setSecretSchema>;

/** What a box is sealed for. */
export const placeOf = (workspaceId: string, name: string): string => `secret ${workspaceId} ${name}`;

export const noSecret = (name: string) =>
  new QuireError(
    "NOT_FOUND",
    `This workspace has no secret "${name}". Its settings list those that there are; an owner can add one.`,
  );

export const mayUse = ({ role, userIds }: Pick<SecretRow, "role" | "userIds">, who: { role: Role; userId: string }) =>
  role === null ? userIds.includes(who.userId) : roleRank[who.role] >= roleRank[role];

/** By name, never with a value. */
export async function listSecrets(app: App, workspace: WorkspaceMembership, userId: string) {
  const rows = await app.db
    .select({ secret: secrets, setBy: user.name })
    .from(secrets)
    .leftJoin(user, eq(user.id, secrets.setBy))
    .where(eq(secrets.workspaceId, workspace.id))
    .orderBy(asc(secrets.name));
  return rows.map(({ secret: { name, role, userIds, notebookIds, setAt, usedAt, sealed }, setBy }) => ({
    name,
    role,
    userIds,
    notebookIds,
    setAt,
    setBy,
    usedAt,
    mayUse: mayUse({ role, userIds }, { role: workspace.role, userId }),
    /** False: the server's own secret has changed since, and the value is lost until it is back. */
    readable: opensHere(app.env, sealed),
  }));
}

/** Makes a secret, gives it another value, or changes who may use it. */
export async function setSecret(
  app: App,
  workspaceId: string,
  userId: string,
  { name, value, role, ...access }: SetSecret,
): Promise<void> {
  const userIds = role === null ? access.userIds : [];
  if (role === null && userIds.length === 0)
    throw new QuireError("BAD_REQUEST", "Nobody could use this secret. Choose a role, or at least one member.");
  await app.db.transaction(async (tx) => {
    await requireMembers(tx, workspaceId, userIds);
    await requireNotebooks(tx, workspaceId, access.notebookIds ?? []);
    const change = { role, userIds, notebookIds: access.notebookIds };
    const where = and(eq(secrets.workspaceId, workspaceId), eq(secrets.name, name));
    const [before] = await tx.select({ name: secrets.name }).from(secrets).where(where);
    if (value === undefined) {
      if (!before) throw noSecret(name);
      await tx.update(secrets).set(change).where(where);
    } else {
      const sealed = seal(app.env, placeOf(workspaceId, name), value);
      const row = { ...change, sealed, setBy: userId, setAt: sql`now()` };
      await tx
        .insert(secrets)
        .values({ workspaceId, name, ...row })
        .onConflictDoUpdate({ target: [secrets.workspaceId, secrets.name], set: row });
    }
    const details = { value: value === undefined ? "kept" : before ? "replaced" : "new", ...change };
    await audit({ db: tx }, { workspaceId, userId, action: "secret.set", target: name, details });
  });
}

async function requireMembers(tx: Queryable, workspaceId: string, userIds: readonly string[]): Promise<void> {
  const found = await tx
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), inArray(members.userId, [...userIds])));
  if (found.length < new Set(userIds).size)
    throw new QuireError(
      "NOT_FOUND",
      "One of these people is no member of this workspace. Reload the page, and choose again.",
    );
}

async function requireNotebooks(tx: Queryable, workspaceId: string, ids: readonly string[]): Promise<void> {
  const found = await tx
    .select({ id: notebooks.id })
    .from(notebooks)
    .where(and(eq(notebooks.workspaceId, workspaceId), inArray(notebooks.id, [...ids]), isNull(notebooks.deletedAt)));
  if (found.length < new Set(ids).size)
    throw new QuireError(
      "NOT_FOUND",
      "One of these notebooks is not in this workspace. Reload the page, and choose again.",
    );
}

/** The value is gone with it; kernels that have it keep it until they end. */
export async function deleteSecret(app: App, workspaceId: string, userId: string, name: string): Promise<void> {
  await app.db.transaction(async (tx) => {
    const gone = await tx
      .delete(secrets)
      .where(and(eq(secrets.workspaceId, workspaceId), eq(secrets.name, name)))
      .returning({ name: secrets.name });
    if (gone.length === 0) throw noSecret(name);
    await audit({ db: tx }, { workspaceId, userId, action: "secret.delete", target: name });
  });
}
