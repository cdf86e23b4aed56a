import { and, eq } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import { type Role, roleRank, type WorkspaceSettings } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import { members, workspaces } from "@/server/db/schema/people";

export interface WorkspaceMembership {
  id: string;
  slug: string;
  name: string;
  settings: WorkspaceSettings;
  role: Role;
}

/** A job acts in one workspace, wherever else its person belongs. */
export function requireOwnWorkspace(
  { attempt }: Principal,
  { id, slug }: Pick<WorkspaceMembership, "id" | "slug">,
): void {
  if (attempt && attempt.workspaceId !== id)
    throw new QuireError("NOT_FOUND", `No workspace "${slug}" that you belong to.`);
}

/**
 * The workspace with that slug, as the person belongs to it. NOT_FOUND for strangers, so that slugs cannot be probed;
 * FORBIDDEN for members whose role is too low.
 */
export async function requireMember(
  app: Pick<App, "db">,
  userId: string,
  slug: string,
  role: Role,
): Promise<WorkspaceMembership> {
  const [row] = await app.db
    .select({
      id: workspaces.id,
      slug: workspaces.slug,
      name: workspaces.name,
      settings: workspaces.settings,
      role: members.role,
    })
    .from(workspaces)
    .innerJoin(members, and(eq(members.workspaceId, workspaces.id), eq(members.userId, userId)))
    .where(eq(workspaces.slug, slug));
  if (!row) throw new QuireError("NOT_FOUND", `No workspace "${slug}" that you belong to.`);
  if (roleRank[row.role] < roleRank[role])
    throw new QuireError(
      "FORBIDDEN",
      `This needs the role ${role}; yours in ${row.name} is ${row.role}. Ask an owner.`,
    );
  return row;
}
