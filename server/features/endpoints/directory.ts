import { and, eq, inArray, isNull } from "drizzle-orm";
import type { App } from "@/server/app";
import {
  endpointKeys,
  endpoints,
  endpointVersions,
  modelAliases,
  models,
  modelVersions,
} from "@/server/db/schema/models";
import type { ServedVersion } from "./inference-pool";

/** An endpoint as a request needs it. */
export interface ServedEndpoint {
  id: string;
  workspaceId: string;
  keyId: string;
  model: string;
  requestsPerMinute: number;
  current: ServedNumber;
  /** What it may answer with by number: the versions that a person has put on it. */
  published: ServedNumber[];
  /** What it may answer with by label: the model's aliases. */
  labels: Record<string, ServedNumber>;
}

export interface ServedNumber extends ServedVersion {
  number: number;
}

/** A change made by another process of the same database is seen after this time at the latest. */
const KEEP_MS = 10_000;
const MAX_KEPT = 10_000;

type Parts = Pick<App, "db" | "events">;

/** Endpoints by the hash of a key, kept in memory so that a request costs no query. Changes here forget them at once. */
class EndpointDirectory {
  readonly #kept = new Map<string, { endpoint: ServedEndpoint; until: number }>();
  #generation = 0;

  constructor(private readonly app: Parts) {}

  async find(keyHash: string): Promise<ServedEndpoint | null> {
    const kept = this.#kept.get(keyHash);
    if (kept && kept.until > performance.now()) return kept.endpoint;
    const generation = this.#generation;
    const endpoint = await readEndpoint(this.app, keyHash);
    // What was read before a change must not be kept after it.
    if (endpoint && generation === this.#generation) this.#keep(keyHash, endpoint);
    return endpoint;
  }

  forget(): void {
    this.#generation++;
    this.#kept.clear();
  }

  #keep(keyHash: string, endpoint: ServedEndpoint): void {
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(keyHash, { endpoint, until: performance.now() + KEEP_MS });
  }
}

const directories = new WeakMap<App["events"], EndpointDirectory>();

function directoryOf(app: Parts): EndpointDirectory {
  const known = directories.get(app.events);
  if (known) return known;
  const made = new EndpointDirectory(app);
  directories.set(app.events, made);
  return made;
}

/** The endpoint that this key opens; null for an unknown or revoked key and for an endpoint that is not published. */
export const findEndpoint = (app: Parts, keyHash: string): Promise<ServedEndpoint | null> =>
  directoryOf(app).find(keyHash);

/** To be called after every change of an endpoint, its keys, its model's name or aliases. */
export const forgetEndpoints = (app: Parts): void => directoryOf(app).forget();

async function readEndpoint(app: Parts, keyHash: string): Promise<ServedEndpoint | null> {
  const [row] = await app.db
    .select({
      id: endpoints.id,
      workspaceId: endpoints.workspaceId,
      keyId: endpointKeys.id,
      model: models.name,
      modelId: models.id,
      versionId: endpoints.versionId,
      requestsPerMinute: endpoints.requestsPerMinute,
    })
    .from(endpointKeys)
    .innerJoin(endpoints, eq(endpoints.id, endpointKeys.endpointId))
    .innerJoin(models, eq(models.id, endpoints.modelId))
    .where(and(eq(endpointKeys.keyHash, keyHash), isNull(endpointKeys.revokedAt), isNull(endpoints.unpublishedAt)));
  if (!row) return null;
  const [history, aliases] = await Promise.all([publishedVersions(app, row.id), aliasTargets(app, row.modelId)]);
  const versions = await readVersions(app, [row.versionId, ...history, ...aliases.map((alias) => alias.versionId)]);
  const current = versions.get(row.versionId);
  if (!current) return null;
  return {
    ...row,
    current,
    published: history.flatMap((id) => versions.get(id) ?? []),
    labels: Object.fromEntries(
      aliases.flatMap(({ alias, versionId }) =>
        [versions.get(versionId) ?? []].flat().map((version) => [alias, version]),
      ),
    ),
  };
}

async function publishedVersions(app: Parts, endpointId: string): Promise<string[]> {
  const rows = await app.db
    .selectDistinct({ versionId: endpointVersions.versionId })
    .from(endpointVersions)
    .where(eq(endpointVersions.endpointId, endpointId));
  return rows.map((row) => row.versionId);
}

function aliasTargets(app: Parts, modelId: string) {
  return app.db
    .select({ alias: modelAliases.alias, versionId: modelAliases.versionId })
    .from(modelAliases)
    .where(eq(modelAliases.modelId, modelId));
}

async function readVersions(app: Parts, ids: string[]): Promise<Map<string, ServedNumber>> {
  const rows = await app.db
    .select({
      id: modelVersions.id,
      number: modelVersions.number,
      runtime: modelVersions.runtime,
      files: modelVersions.files,
      signature: modelVersions.signature,
    })
    .from(modelVersions)
    .where(inArray(modelVersions.id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}
