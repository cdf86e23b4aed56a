import { and, count, desc, eq, inArray, isNull, max } from "drizzle-orm";
import type { App } from "@/server/app";
import { endpoints, modelAliases, models, modelVersions } from "@/server/db/schema/models";

export interface ModelListItem {
  id: string;
  name: string;
  description: string;
  versions: number;
  latest: { number: number; runtime: "onnx" | "tfjs"; createdAt: Date } | null;
  aliases: { alias: string; number: number }[];
  /** The version that its endpoint answers with, where it is published. */
  published: number | null;
}

/** The models of a workspace, those with the newest version first. */
export async function listModels(app: App, workspaceId: string): Promise<ModelListItem[]> {
  const rows = await app.db
    .select({
      id: models.id,
      name: models.name,
      description: models.description,
      versions: count(modelVersions.id),
      latest: max(modelVersions.createdAt),
    })
    .from(models)
    .leftJoin(modelVersions, eq(modelVersions.modelId, models.id))
    .where(and(eq(models.workspaceId, workspaceId), isNull(models.deletedAt)))
    .groupBy(models.id)
    .orderBy(desc(max(modelVersions.createdAt)));
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const [latest, aliases, published] = await Promise.all([
    latestOf(app, ids),
    aliasesOf(app, ids),
    publishedOf(app, ids),
  ]);
  return rows.map((row) => ({
    ...row,
    latest: latest.find((version) => version.modelId === row.id) ?? null,
    aliases: aliases.filter((alias) => alias.modelId === row.id).map(({ alias, number }) => ({ alias, number })),
    published: published.find((endpoint) => endpoint.modelId === row.id)?.number ?? null,
  }));
}

function latestOf(app: App, modelIds: string[]) {
  return app.db
    .selectDistinctOn([modelVersions.modelId], {
      modelId: modelVersions.modelId,
      number: modelVersions.number,
      runtime: modelVersions.runtime,
      createdAt: modelVersions.createdAt,
    })
    .from(modelVersions)
    .where(inArray(modelVersions.modelId, modelIds))
    .orderBy(modelVersions.modelId, desc(modelVersions.number));
}

export function aliasesOf(app: App, modelIds: string[]) {
  return app.db
    .select({ modelId: modelAliases.modelId, alias: modelAliases.alias, number: modelVersions.number })
    .from(modelAliases)
    .innerJoin(modelVersions, eq(modelVersions.id, modelAliases.versionId))
    .where(inArray(modelAliases.modelId, modelIds))
    .orderBy(modelAliases.alias);
}

function publishedOf(app: App, modelIds: string[]) {
  return app.db
    .select({ modelId: endpoints.modelId, number: modelVersions.number })
    .from(endpoints)
    .innerJoin(modelVersions, eq(modelVersions.id, endpoints.versionId))
    .where(and(inArray(endpoints.modelId, modelIds), isNull(endpoints.unpublishedAt)));
}
