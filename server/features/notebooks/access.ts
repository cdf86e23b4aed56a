import { and, eq, isNull } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import { type Role, roleRank } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import { notebooks } from "@/server/db/schema/notebooks";
import { members } from "@/server/db/schema/people";

export interface NotebookAccess {
  id: string;
  workspaceId: string;
  title: string;
  historyId: string;
  role: Role;
}

const noNotebook = () =>
  new QuireError("NOT_FOUND", "There is no such notebook here, or it was deleted. Look in the list of notebooks.");

/** A notebook of that workspace that is not deleted; NOT_FOUND for one of another workspace. */
export async function requireNotebook(
  app: Pick<App, "db">,
  workspaceId: string,
  notebookId: string,
): Promise<Omit<NotebookAccess, "role"> & { folder: string; tags: string[] }> {
  const [row] = await app.db
    .select({
      id: notebooks.id,
      workspaceId: notebooks.workspaceId,
      title: notebooks.title,
      historyId: notebooks.historyId,
      folder: notebooks.folder,
      tags: notebooks.tags,
    })
    .from(notebooks)
    .where(and(eq(notebooks.id, notebookId), eq(notebooks.workspaceId, workspaceId), isNull(notebooks.deletedAt)));
  if (!row) throw noNotebook();
  return row;
}

/** A token may write only with a scope that says so: without one its person is a viewer. */
function roleOf(principal: Principal, role: Role): Role {
  const mayWrite = principal.via === "session" || principal.scopes.some((scope) => scope !== "read");
  return mayWrite ? role : "viewer";
}

/**
 * The notebook as that person may use it, found by its id alone: for sockets, whose path names no workspace. NOT_FOUND for
 * people who are not members of its workspace; FORBIDDEN for a role too low.
 */
export async function requireNotebookRole(
  app: Pick<App, "db">,
  principal: Principal,
  notebookId: string,
  role: Role,
): Promise<NotebookAccess> {
  const [row] = await app.db
    .select({
      id: notebooks.id,
      workspaceId: notebooks.workspaceId,
      title: notebooks.title,
      historyId: notebooks.historyId,
      role: members.role,
    })
    .from(notebooks)
    .innerJoin(members, and(eq(members.workspaceId, notebooks.workspaceId), eq(members.userId, principal.userId)))
    .where(and(eq(notebooks.id, notebookId), isNull(notebooks.deletedAt)));
  if (!row) throw noNotebook();
  const held = roleOf(principal, row.role);
  if (roleRank[held] < roleRank[role])
    throw new QuireError("FORBIDDEN", `This needs the role ${role}; yours is ${held}. Ask an owner.`);
  return { ...row, role: held };
}
