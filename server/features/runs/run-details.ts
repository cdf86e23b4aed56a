import { desc, eq } from "drizzle-orm";
import type { App } from "@/server/app";
import { models, modelVersions } from "@/server/db/schema/models";
import { executions } from "@/server/db/schema/notebooks";
import { type RunSummary, summariesOf } from "./list-runs";
import { requireRun } from "./require-run";

export interface RunDetails extends RunSummary {
  hasSnapshot: boolean;
  /** The cell that started it, where its execution is known. */
  cellId: string | null;
  models: {
    versionId: string;
    name: string;
    number: number;
    runtime: "onnx" | "tfjs";
    bytes: number;
    createdAt: Date;
  }[];
}

export async function runDetails(app: App, workspaceId: string, runId: string): Promise<RunDetails> {
  const run = await requireRun(app.db, workspaceId, runId);
  const [[summary], saved, [execution]] = await Promise.all([
    summariesOf(app, workspaceId, [runId]),
    savedModels(app, runId),
    app.db
      .select({ cellId: executions.cellId })
      .from(executions)
      .where(eq(executions.id, run.executionId ?? "")),
  ]);
  if (!summary) throw new Error(`run ${runId} has no summary`);
  return { ...summary, hasSnapshot: run.snapshotHash !== null, cellId: execution?.cellId ?? null, models: saved };
}

function savedModels(app: App, runId: string) {
  return app.db
    .select({
      versionId: modelVersions.id,
      name: models.name,
      number: modelVersions.number,
      runtime: modelVersions.runtime,
      bytes: modelVersions.bytes,
      createdAt: modelVersions.createdAt,
    })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(eq(modelVersions.runId, runId))
    .orderBy(desc(modelVersions.createdAt));
}
