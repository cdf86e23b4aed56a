import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Signature } from "@/lib/protocol/model";
import type { App } from "@/server/app";
import { user } from "@/server/db/schema/auth";
import {
  endpointKeys,
  endpoints,
  endpointTraffic,
  endpointVersions,
  models,
  modelVersions,
} from "@/server/db/schema/models";
import { requireEndpoint } from "./find-endpoint";

export interface EndpointListItem {
  id: string;
  name: string;
  version: number;
  runtime: "onnx" | "tfjs";
  createdAt: Date;
  /** Null while it answers. */
  unpublishedAt: Date | null;
  /** In the last hour. */
  requests: number;
  failures: number;
}

/** All endpoints, those that answer first. */
export async function listEndpoints(app: App, workspaceId: string): Promise<EndpointListItem[]> {
  return app.db
    .select({
      id: endpoints.id,
      name: models.name,
      version: modelVersions.number,
      runtime: modelVersions.runtime,
      createdAt: endpoints.createdAt,
      unpublishedAt: endpoints.unpublishedAt,
      requests: sql<number>`coalesce(sum(${endpointTraffic.requests}), 0)::int`,
      failures: sql<number>`coalesce(sum(${endpointTraffic.failures}), 0)::int`,
    })
    .from(endpoints)
    .innerJoin(models, eq(models.id, endpoints.modelId))
    .innerJoin(modelVersions, eq(modelVersions.id, endpoints.versionId))
    .leftJoin(
      endpointTraffic,
      and(eq(endpointTraffic.endpointId, endpoints.id), sql`${endpointTraffic.minute} > now() - interval '1 hour'`),
    )
    .where(and(eq(endpoints.workspaceId, workspaceId), isNull(models.deletedAt)))
    .groupBy(endpoints.id, models.name, modelVersions.number, modelVersions.runtime)
    .orderBy(sql`${endpoints.unpublishedAt} is not null`, models.name);
}

export interface EndpointDetails {
  id: string;
  name: string;
  version: number;
  runtime: "onnx" | "tfjs";
  runtimeNote: string;
  signature: Signature;
  createdAt: Date;
  unpublishedAt: Date | null;
  requestsPerMinute: number;
  keys: { id: string; prefix: string; createdAt: Date; lastUsedAt: Date | null; by: string | null }[];
  /** What answered since when, newest first. */
  history: { number: number; at: Date; by: string | null }[];
  /** Numbers of all versions of the model, newest first. */
  versions: number[];
}

export async function endpointDetails(app: App, workspaceId: string, name: string): Promise<EndpointDetails> {
  const { endpoint, model } = await requireEndpoint(app.db, workspaceId, name);
  const [versions, keys, history] = await Promise.all([
    versionsOf(app, model.id),
    keysOf(app, endpoint.id),
    historyOf(app, endpoint.id),
  ]);
  const current = versions.find((version) => version.id === endpoint.versionId);
  if (!current) throw new Error(`endpoint ${endpoint.id} has no version`);
  return {
    id: endpoint.id,
    name: model.name,
    version: current.number,
    runtime: current.runtime,
    runtimeNote: current.runtimeNote,
    signature: current.signature,
    createdAt: endpoint.createdAt,
    unpublishedAt: endpoint.unpublishedAt,
    requestsPerMinute: endpoint.requestsPerMinute,
    keys,
    history,
    versions: versions.map((version) => version.number),
  };
}

function versionsOf(app: App, modelId: string) {
  const { id, number, runtime, runtimeNote, signature } = modelVersions;
  return app.db
    .select({ id, number, runtime, runtimeNote, signature })
    .from(modelVersions)
    .where(eq(modelVersions.modelId, modelId))
    .orderBy(desc(number));
}

/** The keys that open it, newest first; never their secrets. */
function keysOf(app: App, endpointId: string) {
  return app.db
    .select({
      id: endpointKeys.id,
      prefix: endpointKeys.prefix,
      createdAt: endpointKeys.createdAt,
      lastUsedAt: endpointKeys.lastUsedAt,
      by: user.name,
    })
    .from(endpointKeys)
    .leftJoin(user, eq(user.id, endpointKeys.createdBy))
    .where(and(eq(endpointKeys.endpointId, endpointId), isNull(endpointKeys.revokedAt)))
    .orderBy(desc(endpointKeys.createdAt));
}

function historyOf(app: App, endpointId: string) {
  return app.db
    .select({ number: modelVersions.number, at: endpointVersions.createdAt, by: user.name })
    .from(endpointVersions)
    .innerJoin(modelVersions, eq(modelVersions.id, endpointVersions.versionId))
    .leftJoin(user, eq(user.id, endpointVersions.by))
    .where(eq(endpointVersions.endpointId, endpointId))
    .orderBy(desc(endpointVersions.id))
    .limit(50);
}
