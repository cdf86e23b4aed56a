import { and, eq } from "drizzle-orm";
import { roleRank } from "@/lib/protocol/workspace";
import type { Queryable } from "@/server/db/database";
import { notebooks } from "@/server/db/schema/notebooks";
import { members } from "@/server/db/schema/people";

export const NOTEBOOK_DELETED = "Its notebook was deleted. Restore it from the bin, and send the cell again.";

/** Why a job may not run now, though it was asked for, in words; null where it may. */
export async function whyMayNotRun(
  tx: Queryable,
  { notebookId, workspaceId, userId }: { notebookId: string; workspaceId: string; userId: string },
): Promise<string | null> {
  const [row] = await tx
    .select({ deletedAt: notebooks.deletedAt, role: members.role })
    .from(notebooks)
    .leftJoin(members, and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)))
    .where(eq(notebooks.id, notebookId));
  if (!row || row.deletedAt) return NOTEBOOK_DELETED;
  if (row.role && roleRank[row.role] >= roleRank.editor) return null;
  return "Who asked for it may not run cells in this workspace any more. Send the cell again in your own name.";
}
