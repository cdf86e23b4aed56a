import { and, desc, eq, inArray, isNull } from "drizzle-orm";
import type { Signature } from "@/lib/protocol/model";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import { datasets, datasetVersions } from "@/server/db/schema/datasets";
import { endpoints, modelVersions } from "@/server/db/schema/models";
import { notebooks } from "@/server/db/schema/notebooks";
import { runDatasets, runMetrics, runs } from "@/server/db/schema/runs";
import { requireModel } from "./find-model";
import { aliasesOf } from "./list-models";

export interface ModelVersionDetails {
  id: string;
  number: number;
  runtime: "onnx" | "tfjs";
  runtimeNote: string;
  bytes: number;
  createdAt: Date;
  by: string | null;
  signature: Signature;
  aliases: string[];
  /** Last value of each metric of its run. */
  metrics: Record<string, number>;
  run: { id: string; name: string; number: number; status: string } | null;
  notebook: { id: string; title: string } | null;
  datasets: { name: string; number: number }[];
}

export interface ModelDetails {
  id: string;
  name: string;
  description: string;
  createdAt: Date;
  versions: ModelVersionDetails[];
  /** The number of the version that answers now, where the model is published. */
  published: number | null;
}

/** A model with all its versions, newest first, and where each came from. */
export async function modelDetails(app: App, workspaceId: string, name: string): Promise<ModelDetails> {
  const model = await requireModel(app.db, workspaceId, name);
  const [versions, aliases, endpoint] = await Promise.all([
    versionsOf(app, model.id),
    aliasesOf(app, [model.id]),
    endpointOf(app, model.id),
  ]);
  const runIds = versions.flatMap(({ run }) => run?.id ?? []);
  const [metrics, inputs] = await Promise.all([lastMetrics(app, runIds), datasetsOf(app, runIds)]);
  return {
    id: model.id,
    name: model.name,
    description: model.description,
    createdAt: model.createdAt,
    published: versions.find((version) => version.id === endpoint?.versionId)?.number ?? null,
    versions: versions.map((version) => ({
      ...version,
      aliases: aliases.filter((alias) => alias.number === version.number).map(({ alias }) => alias),
      metrics: Object.fromEntries(
        metrics.filter((metric) => metric.runId === version.run?.id).map(({ key, value }) => [key, value]),
      ),
      datasets: inputs
        .filter((input) => input.runId === version.run?.id)
        .map(({ name: dataset, number }) => ({ name: dataset, number })),
    })),
  };
}

function versionsOf(app: App, modelId: string) {
  return app.db
    .select({
      id: modelVersions.id,
      number: modelVersions.number,
      runtime: modelVersions.runtime,
      runtimeNote: modelVersions.runtimeNote,
      bytes: modelVersions.bytes,
      createdAt: modelVersions.createdAt,
      signature: modelVersions.signature,
      by: user.name,
      run: { id: runs.id, name: runs.name, number: runs.number, status: runs.status },
      notebook: { id: notebooks.id, title: notebooks.title },
    })
    .from(modelVersions)
    .leftJoin(user, eq(user.id, modelVersions.createdBy))
    .leftJoin(runs, eq(runs.id, modelVersions.runId))
    .leftJoin(notebooks, and(eq(notebooks.id, runs.notebookId), isNull(notebooks.deletedAt)))
    .where(eq(modelVersions.modelId, modelId))
    .orderBy(desc(modelVersions.number));
}

async function endpointOf(app: App, modelId: string) {
  const [row] = await app.db
    .select({ versionId: endpoints.versionId })
    .from(endpoints)
    .where(and(eq(endpoints.modelId, modelId), isNull(endpoints.unpublishedAt)));
  return row;
}

function lastMetrics(app: App, runIds: string[]) {
  return app.db
    .selectDistinctOn([runMetrics.runId, runMetrics.key], {
      runId: runMetrics.runId,
      key: runMetrics.key,
      value: runMetrics.value,
    })
    .from(runMetrics)
    .where(inArray(runMetrics.runId, runIds))
    .orderBy(runMetrics.runId, runMetrics.key, desc(runMetrics.step));
}

function datasetsOf(app: App, runIds: string[]) {
  return app.db
    .select({ runId: runDatasets.runId, name: datasets.name, number: datasetVersions.number })
    .from(runDatasets)
    .innerJoin(datasetVersions, eq(datasetVersions.id, runDatasets.datasetVersionId))
    .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId))
    .where(inArray(runDatasets.runId, runIds))
    .orderBy(datasets.name);
}
