import { and, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Device } from "@/lib/protocol/device";
import { QuireError } from "@/lib/protocol/errors";
import type { RunParams, RunStatus } from "@/lib/protocol/run";
import { mainMetric } from "@/lib/runs/main-metric";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { datasets, datasetVersions } from "@/server/db/schema/datasets";
import { notebooks } from "@/server/db/schema/notebooks";
import { runDatasets, runLatestMetrics, runs } from "@/server/db/schema/runs";
import { filterOf } from "./filter-sql";
import { groupBy } from "./group-by";
import { sortKeySchema, sortOf } from "./sort-sql";
import { sparklines } from "./sparklines";

export const listRunsSchema = z.object({
  /** See lib/runs/query/expression.ts. */
  query: z.string().max(2000).default(""),
  notebookId: z.string().optional(),
  ids: z.array(z.string()).max(100).optional(),
  sort: sortKeySchema.default("created"),
  descending: z.boolean().default(true),
  limit: z.number().int().min(1).max(100).default(50),
  cursor: z.string().max(1000).nullish(),
});
export type ListRuns = z.output<typeof listRunsSchema>;

export interface RunSummary {
  id: string;
  name: string;
  number: number;
  status: RunStatus;
  person: { id: string; name: string } | null;
  notebook: { id: string; title: string } | null;
  device: Device;
  /** Where it was before, when it has moved. */
  earlierDevices: Device[];
  seed: number;
  params: RunParams;
  /** The value at each metric's last step. */
  metrics: Record<string, { value: number; step: number }>;
  datasets: { name: string; number: number }[];
  /** The metric that the sparkline shows. */
  mainMetric: string | null;
  sparkline: number[];
  createdAt: Date;
  endedAt: Date | null;
}

export interface RunPage {
  runs: RunSummary[];
  nextCursor: string | null;
}

export async function listRuns(app: App, workspaceId: string, input: ListRuns): Promise<RunPage> {
  const sort = sortOf(input.sort, input.descending);
  const conditions = [
    eq(runs.workspaceId, workspaceId),
    input.query ? filterOf(input.query) : undefined,
    input.notebookId === undefined ? undefined : eq(runs.notebookId, input.notebookId),
    input.ids === undefined ? undefined : inArray(runs.id, input.ids),
    input.cursor ? sort.after(decodeCursor(input.cursor)) : undefined,
  ];
  const rows = await baseRows(app, sort.text)
    .where(and(...conditions))
    .orderBy(...sort.order)
    .limit(input.limit + 1);
  const page = rows.slice(0, input.limit);
  const last = rows.length > input.limit ? page.at(-1) : undefined;
  return { runs: await withDetails(app, page), nextCursor: last ? encodeCursor([last.sortKey, last.id]) : null };
}

/** The runs with those ids, in that order; NOT_FOUND if one is missing. */
export async function summariesOf(app: App, workspaceId: string, ids: readonly string[]): Promise<RunSummary[]> {
  const rows = await baseRows(app, sql`null`).where(and(eq(runs.workspaceId, workspaceId), inArray(runs.id, [...ids])));
  const byId = new Map((await withDetails(app, rows)).map((run) => [run.id, run]));
  return ids.map((id) => {
    const run = byId.get(id);
    if (!run) throw new QuireError("NOT_FOUND", "There is no such run in this workspace. Look in the list of runs.");
    return run;
  });
}

function baseRows(app: App, sortText: SQL) {
  return app.db
    .select({
      id: runs.id,
      name: runs.name,
      number: runs.number,
      status: runs.status,
      device: runs.device,
      earlierDevices: runs.earlierDevices,
      seed: runs.seed,
      params: runs.params,
      createdAt: runs.createdAt,
      endedAt: runs.endedAt,
      personId: user.id,
      personName: user.name,
      notebookId: notebooks.id,
      notebookTitle: notebooks.title,
      sortKey: sql<string | null>`${sortText}`,
    })
    .from(runs)
    .leftJoin(user, eq(user.id, runs.userId))
    .leftJoin(notebooks, eq(notebooks.id, runs.notebookId))
    .$dynamic();
}

type BaseRow = Awaited<ReturnType<typeof baseRows>>[number];

async function withDetails(app: App, rows: readonly BaseRow[]): Promise<RunSummary[]> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const [latest, used] = await Promise.all([latestMetrics(app, ids), usedDatasets(app, ids)]);
  const main = new Map(ids.map((id) => [id, mainMetric((latest.get(id) ?? []).map(({ key }) => key))]));
  const lines = await sparklines(app, main);
  return rows.map(({ personId, personName, notebookId, notebookTitle, sortKey: _, ...row }) => ({
    ...row,
    person: personId && personName ? { id: personId, name: personName } : null,
    notebook: notebookId && notebookTitle !== null ? { id: notebookId, title: notebookTitle } : null,
    metrics: Object.fromEntries((latest.get(row.id) ?? []).map(({ key, value, step }) => [key, { value, step }])),
    datasets: (used.get(row.id) ?? []).map(({ name, number }) => ({ name, number })),
    mainMetric: main.get(row.id) ?? null,
    sparkline: lines.get(row.id) ?? [],
  }));
}

async function latestMetrics(app: App, ids: string[]) {
  const rows = await app.db
    .select()
    .from(runLatestMetrics)
    .where(inArray(runLatestMetrics.runId, ids))
    .orderBy(runLatestMetrics.key);
  return groupBy(rows, ({ runId }) => runId);
}

async function usedDatasets(app: App, ids: string[]) {
  const rows = await app.db
    .select({ runId: runDatasets.runId, name: datasets.name, number: datasetVersions.number })
    .from(runDatasets)
    .innerJoin(datasetVersions, eq(datasetVersions.id, runDatasets.datasetVersionId))
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(inArray(runDatasets.runId, ids))
    .orderBy(datasets.name, desc(datasetVersions.number));
  return groupBy(rows, ({ runId }) => runId);
}

/** Where a page ended: the last row's sort value as text (null where it has none) and its id. */
export type Cursor = [string | null, string];
const cursorSchema = z.tuple([z.string().nullable(), z.string()]);

const encodeCursor = (cursor: Cursor) => Buffer.from(JSON.stringify(cursor)).toString("base64url");

function decodeCursor(text: string): Cursor {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (error) {
    throw new QuireError("BAD_REQUEST", "This is no cursor of a run list. Ask for the first page.", { cause: error });
  }
}
