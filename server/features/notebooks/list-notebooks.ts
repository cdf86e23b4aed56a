import { and, desc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Hello } from "@/lib/collab/protocol";
import type { ExecutionStatus } from "@/lib/protocol/execution";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { executions, notebooks, notebookUpdates } from "@/server/db/schema/notebooks";

const deleter = alias(user, "deleter");

export interface ListedNotebook {
  id: string;
  title: string;
  createdAt: Date;
  updatedAt: Date;
  deletedAt: Date | null;
  deletedBy: string | null;
  createdBy: string | null;
  /** Where it lies in the list: `Vision/Digits`; "" is the top. */
  folder: string;
  tags: string[];
  /** Who wrote in it, the latest first, at most five. */
  editors: { id: string; name: string }[];
  /** Who has it open now. */
  here: Hello["user"][];
  lastExecution: { status: ExecutionStatus; at: Date; by: string } | null;
}

/** The workspace's notebooks, last edited first; or those that were deleted. */
export async function listNotebooks(
  app: Pick<App, "db" | "rooms">,
  workspaceId: string,
  deleted: boolean,
): Promise<ListedNotebook[]> {
  const rows = await app.db
    .select({
      id: notebooks.id,
      title: notebooks.title,
      createdAt: notebooks.createdAt,
      updatedAt: notebooks.updatedAt,
      deletedAt: notebooks.deletedAt,
      deletedBy: deleter.name,
      createdBy: user.name,
      folder: notebooks.folder,
      tags: notebooks.tags,
    })
    .from(notebooks)
    .leftJoin(user, eq(user.id, notebooks.createdBy))
    .leftJoin(deleter, eq(deleter.id, notebooks.deletedBy))
    .where(
      and(
        eq(notebooks.workspaceId, workspaceId),
        deleted ? isNotNull(notebooks.deletedAt) : isNull(notebooks.deletedAt),
      ),
    )
    .orderBy(desc(deleted ? notebooks.deletedAt : notebooks.updatedAt), notebooks.id);
  const ids = rows.map((row) => row.id);
  const [editors, last] = await Promise.all([editorsOf(app, ids), lastExecutions(app, ids)]);
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      editors: editors.get(row.id) ?? [],
      here: await app.rooms.people(row.id),
      lastExecution: last.get(row.id) ?? null,
    })),
  );
}

async function editorsOf(app: Pick<App, "db">, ids: string[]): Promise<Map<string, ListedNotebook["editors"]>> {
  const found = new Map<string, ListedNotebook["editors"]>();
  if (ids.length === 0) return found;
  const rows = await app.db
    .select({ notebookId: notebookUpdates.notebookId, id: user.id, name: user.name })
    .from(notebookUpdates)
    .innerJoin(user, eq(user.id, notebookUpdates.userId))
    .where(inArray(notebookUpdates.notebookId, ids))
    .groupBy(notebookUpdates.notebookId, user.id, user.name)
    .orderBy(desc(sql`max(${notebookUpdates.seq})`));
  for (const { notebookId, ...person } of rows) {
    const people = found.get(notebookId) ?? [];
    if (people.length < 5) found.set(notebookId, [...people, person]);
  }
  return found;
}

async function lastExecutions(
  app: Pick<App, "db">,
  ids: string[],
): Promise<Map<string, NonNullable<ListedNotebook["lastExecution"]>>> {
  if (ids.length === 0) return new Map();
  const rows = await app.db
    .selectDistinctOn([executions.notebookId], {
      notebookId: executions.notebookId,
      status: executions.status,
      at: executions.createdAt,
      by: user.name,
    })
    .from(executions)
    .leftJoin(user, eq(user.id, executions.userId))
    .where(inArray(executions.notebookId, ids))
    .orderBy(executions.notebookId, desc(executions.createdAt));
  return new Map(
    rows.map(({ notebookId, status, at, by }) => [notebookId, { status, at, by: by ?? "Someone who left" }]),
  );
}
