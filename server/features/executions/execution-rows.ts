import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { Execution, WireChunk } from "@/lib/protocol/execution";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { executionChunks, executions } from "@/server/db/schema/notebooks";

const columns = {
  id: executions.id,
  notebookId: executions.notebookId,
  cellId: executions.cellId,
  sessionId: executions.sessionId,
  userId: executions.userId,
  userName: user.name,
  codeHash: executions.codeHash,
  device: executions.device,
  status: executions.status,
  number: executions.number,
  createdAt: executions.createdAt,
  startedAt: executions.startedAt,
  endedAt: executions.endedAt,
};

type Row = Omit<Execution, "user"> & { userId: string; userName: string | null };

const toExecution = ({ userId, userName, ...row }: Row): Execution => ({
  ...row,
  user: { id: userId, name: userName ?? "Someone who left" },
});

export async function readExecutions(app: Pick<App, "db">, ids: string[]): Promise<Execution[]> {
  if (ids.length === 0) return [];
  const rows = await app.db
    .select(columns)
    .from(executions)
    .leftJoin(user, eq(user.id, executions.userId))
    .where(inArray(executions.id, ids));
  return rows.map(toExecution);
}

/** The newest execution of each cell of a notebook. */
export async function newestExecutions(app: Pick<App, "db">, notebookId: string): Promise<Execution[]> {
  const rows = await app.db
    .selectDistinctOn([executions.cellId], columns)
    .from(executions)
    .leftJoin(user, eq(user.id, executions.userId))
    .where(eq(executions.notebookId, notebookId))
    .orderBy(executions.cellId, desc(executions.number));
  return rows.map(toExecution);
}

/** All chunks of those executions, in their places. */
export async function readChunks(app: Pick<App, "db">, executionIds: string[]): Promise<Map<string, WireChunk[]>> {
  const byExecution = new Map<string, WireChunk[]>(executionIds.map((id) => [id, []]));
  if (executionIds.length === 0) return byExecution;
  const rows = await app.db
    .select()
    .from(executionChunks)
    .where(inArray(executionChunks.executionId, executionIds))
    .orderBy(asc(executionChunks.executionId), asc(executionChunks.seq));
  for (const row of rows)
    byExecution
      .get(row.executionId)
      ?.push({ seq: row.lastSeq, place: row.seq, json: row.chunk, blobHash: row.blobHash });
  return byExecution;
}

/** Writes chunks to their places; a later state of a display replaces the earlier one, never the other way round. */
export async function writeChunks(
  app: Pick<App, "db">,
  executionId: string,
  chunks: readonly Required<WireChunk>[],
): Promise<void> {
  const rows = chunks.map(({ seq, place, json, blobHash }) => ({
    executionId,
    seq: place,
    lastSeq: seq,
    chunk: json,
    blobHash,
  }));
  await app.db
    .insert(executionChunks)
    .values(rows)
    .onConflictDoUpdate({
      target: [executionChunks.executionId, executionChunks.seq],
      set: { lastSeq: sql`excluded.last_seq`, chunk: sql`excluded.chunk`, blobHash: sql`excluded.blob_hash` },
      setWhere: sql`${executionChunks.lastSeq} < excluded.last_seq`,
    });
}

/** Marks those of the executions that have not ended; returns the ones it marked. */
export async function endRows(
  app: Pick<App, "db">,
  ids: string[],
  status: "succeeded" | "failed" | "cancelled" | "lost",
): Promise<Execution[]> {
  if (ids.length === 0) return [];
  const ended = await app.db
    .update(executions)
    .set({ status, endedAt: sql`now()` })
    .where(and(inArray(executions.id, ids), inArray(executions.status, ["queued", "running"])))
    .returning({ id: executions.id });
  return readExecutions(
    app,
    ended.map((row) => row.id),
  );
}
