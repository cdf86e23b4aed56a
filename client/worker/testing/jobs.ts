import { eq } from "drizzle-orm";
import { expect } from "vitest";
import type { App } from "@/server/app";
import { jobAttempts, jobs } from "@/server/db/schema/jobs";
import { executionChunks, executions } from "@/server/db/schema/notebooks";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";

/** Of each cell, by its id. */
export type Sources = Record<string, string>;

export const cellsOf = (sources: Sources) =>
  Object.entries(sources).map(([id, source]) => ({ id, type: "ts" as const, source }));

export const makeNotebook = async (app: App, workspaceId: string, userId: string, sources: Sources) =>
  (await createNotebookWithCells(app, { workspaceId, title: "N", cells: cellsOf(sources), userId })).id;

export const jobOf = async (app: App, id: string) => (await app.db.select().from(jobs).where(eq(jobs.id, id)))[0]!;

export const untilJob = (app: App, id: string, status: string) =>
  expect.poll(async () => (await jobOf(app, id)).status, { timeout: 120_000 }).toBe(status);

/** How each attempt of the job ended, and on which worker, in order. */
export async function attemptsOf(app: App, jobId: string): Promise<string[]> {
  const found = await app.db.select().from(jobAttempts).where(eq(jobAttempts.jobId, jobId)).orderBy(jobAttempts.number);
  return found.map(({ status, workerName }) => `${status} ${workerName}`);
}

export const executionsOf = (app: App, notebookId: string) =>
  app.db.select().from(executions).where(eq(executions.notebookId, notebookId)).orderBy(executions.number);

/** What the notebook's executions showed, as the JSON of its chunks in order; of one cell where it is given. */
export async function shownIn(app: App, notebookId: string, cellId?: string): Promise<string> {
  const rows = await app.db
    .select({ cellId: executions.cellId, chunk: executionChunks.chunk })
    .from(executionChunks)
    .innerJoin(executions, eq(executions.id, executionChunks.executionId))
    .where(eq(executions.notebookId, notebookId))
    .orderBy(executions.number, executionChunks.seq);
  return rows
    .filter((row) => cellId === undefined || row.cellId === cellId)
    .map(({ chunk }) => chunk ?? "")
    .join("\n");
}
