import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { newId } from "@/lib/ids";
import { type Role, type WorkspaceSettings, workspaceSettingsSchema } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { members, workspaces } from "@/server/db/schema/people";
import { audit } from "./audit";
import type { WorkspaceMembership } from "./membership";
import { seedWorkspace } from "./seed";

export const workspaceNameSchema = z.string().trim().min(1, "Give a name.").max(80);

/** `Équipe Vision 2` → `equipe-vision-2`. Never empty. */
export function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return (
    plain
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, 40)
      .replace(/^-+|-+$/g, "") || "workspace"
  );
}

/** Makes the workspace with the person as its owner. The slug is the name's, with a random tail when that is taken. */
export async function insertWorkspace(tx: Queryable, userId: string, name: string): Promise<WorkspaceMembership> {
  const id = newId();
  const settings = workspaceSettingsSchema.parse({});
  const base = slugOf(name);
  const tryInsert = (slug: string) =>
    tx
      .insert(workspaces)
      .values({ id, slug, name, settings })
      .onConflictDoNothing({ target: workspaces.slug })
      .returning({ slug: workspaces.slug });
  const [inserted] = await tryInsert(base);
  const slug = inserted?.slug ?? (await tryInsert(`${base}-${newId().slice(0, 6)}`))[0]?.slug;
  if (slug === undefined) throw new Error("two random slugs were taken");
  await tx.insert(members).values({ workspaceId: id, userId, role: "owner" });
  await audit({ db: tx }, { workspaceId: id, userId, action: "workspace.create", target: slug, details: { name } });
  return { id, slug, name, settings, role: "owner" };
}

/** Examples are a gift: a workspace without them is still a workspace. */
export async function seed(app: App, workspace: WorkspaceMembership, userId: string): Promise<void> {
  try {
    await seedWorkspace(app, workspace, userId);
  } catch (error) {
    app.log.error({ err: error, workspace: workspace.slug }, "the examples could not be put into the new workspace");
  }
}

export async function createWorkspace(app: App, userId: string, name: string): Promise<WorkspaceMembership> {
  const workspace = await app.db.transaction((tx) => insertWorkspace(tx, userId, name));
  await seed(app, workspace, userId);
  return workspace;
}

/** The person's workspaces, by name. */
export async function listWorkspaces(app: App, userId: string): Promise<{ slug: string; name: string; role: Role }[]> {
  return app.db
    .select({ slug: workspaces.slug, name: workspaces.name, role: members.role })
    .from(workspaces)
    .innerJoin(members, eq(members.workspaceId, workspaces.id))
    .where(eq(members.userId, userId))
    .orderBy(asc(workspaces.name), asc(workspaces.id));
}

interface WorkspaceChange {
  name?: string;
  settings?: Partial<WorkspaceSettings>;
}

/** Changes what is given, leaves the rest. */
export async function updateWorkspace(
  app: App,
  workspace: WorkspaceMembership,
  userId: string,
  change: WorkspaceChange,
): Promise<void> {
  const name = change.name ?? workspace.name;
  const settings = { ...workspace.settings, ...change.settings };
  await app.db.transaction(async (tx) => {
    await tx.update(workspaces).set({ name, settings }).where(eq(workspaces.id, workspace.id));
    await audit(
      { db: tx },
      { workspaceId: workspace.id, userId, action: "workspace.update", target: workspace.slug, details: { ...change } },
    );
  });
}
