import { and, desc, eq, isNull, ne, sql } from "drizzle-orm";
import { newId } from "@/lib/ids";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { endpointKeys, endpoints, endpointVersions, modelVersions } from "@/server/db/schema/models";
import { requireModel, requireVersion, type VersionRow } from "@/server/features/models/find-model";
import { audit } from "@/server/features/people/audit";
import { hashSecret, newSecret } from "@/server/features/people/secrets";
import { forgetEndpoints } from "./directory";
import { type EndpointRow, requirePublished } from "./find-endpoint";
import { readModel } from "./inference-pool";

/** Who does it, and where. */
export interface Act {
  app: App;
  workspaceId: string;
  userId: string;
}

export interface Published {
  endpointId: string;
  name: string;
  version: number;
  /** Shown once. Null when the endpoint was published before: its keys go on. */
  key: string | null;
}

const KEY_PREFIX = "quire_key_";
/** Enough of a key to tell it from others in a list. */
const SHOWN_CHARACTERS = KEY_PREFIX.length + 4;

/** Makes the model answer with that version at /v1/models/NAME, and gives a key when there is none. */
export async function publishModel(act: Act, name: string, number: number): Promise<Published> {
  const { app, workspaceId } = act;
  const version = await requireVersion(app.db, await requireModel(app.db, workspaceId, name), number);
  await requireServable(app, version);
  const published = await app.db.transaction(async (tx) => {
    const endpoint = await openEndpoint(tx, act, version);
    await putVersion(tx, act, endpoint, version);
    const key = (await hasKey(tx, endpoint.id)) ? null : await insertKey(tx, act, endpoint.id);
    await audit(
      { db: tx },
      { workspaceId, userId: act.userId, action: "endpoint.publish", target: name, details: { version: number } },
    );
    return { endpointId: endpoint.id, name, version: number, key: key?.secret ?? null };
  });
  announce(act);
  warmUp(app, version);
  return published;
}

/** It must load and answer before anyone calls it. */
async function requireServable(app: App, version: VersionRow): Promise<void> {
  await app.inference.inspect(await readModel(app.blobs, version));
}

/** Nobody waits for it, and whoever asks first finds out if it fails. */
function warmUp(app: App, version: VersionRow): void {
  app.inference
    .warm(version)
    .catch((error: unknown) => app.log.info({ err: error }, "a published model was not warmed up"));
}

async function openEndpoint(tx: Queryable, { workspaceId, userId }: Act, version: VersionRow): Promise<EndpointRow> {
  const [row] = await tx
    .insert(endpoints)
    .values({ id: newId(), workspaceId, modelId: version.modelId, versionId: version.id, createdBy: userId })
    .onConflictDoUpdate({ target: endpoints.modelId, set: { unpublishedAt: null } })
    .returning();
  if (!row) throw new Error("the endpoint could not be made");
  return row;
}

async function putVersion(tx: Queryable, { userId }: Act, endpoint: EndpointRow, version: VersionRow): Promise<void> {
  await tx.update(endpoints).set({ versionId: version.id }).where(eq(endpoints.id, endpoint.id));
  await tx.insert(endpointVersions).values({ endpointId: endpoint.id, versionId: version.id, by: userId });
}

async function hasKey(tx: Queryable, endpointId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: endpointKeys.id })
    .from(endpointKeys)
    .where(and(eq(endpointKeys.endpointId, endpointId), isNull(endpointKeys.revokedAt)))
    .limit(1);
  return rows.length > 0;
}

async function insertKey(tx: Queryable, { userId }: Act, endpointId: string): Promise<{ id: string; secret: string }> {
  const secret = newSecret(KEY_PREFIX);
  const id = newId();
  await tx.insert(endpointKeys).values({
    id,
    endpointId,
    prefix: secret.slice(0, SHOWN_CHARACTERS),
    keyHash: hashSecret(secret),
    createdBy: userId,
  });
  return { id, secret };
}

/** Answers with another version from now on. */
export async function setVersion(act: Act, name: string, number: number): Promise<void> {
  const { app, workspaceId } = act;
  const { model } = await requirePublished(app.db, workspaceId, name);
  const version = await requireVersion(app.db, model, number);
  await requireServable(app, version);
  await app.db.transaction(async (tx) => {
    const { endpoint } = await requirePublished(tx, workspaceId, name);
    await putVersion(tx, act, endpoint, version);
    await audit(
      { db: tx },
      { workspaceId, userId: act.userId, action: "endpoint.version", target: name, details: { version: number } },
    );
  });
  announce(act);
  warmUp(app, version);
}

/** Goes back to the version that answered before the present one. */
export async function rollback(act: Act, name: string): Promise<{ version: number }> {
  const { endpoint } = await requirePublished(act.app.db, act.workspaceId, name);
  const [before] = await act.app.db
    .select({ number: modelVersions.number })
    .from(endpointVersions)
    .innerJoin(modelVersions, eq(modelVersions.id, endpointVersions.versionId))
    .where(and(eq(endpointVersions.endpointId, endpoint.id), ne(endpointVersions.versionId, endpoint.versionId)))
    .orderBy(desc(endpointVersions.id))
    .limit(1);
  if (!before)
    throw new QuireError("CONFLICT", `"${name}" has answered with one version only; there is none to go back to.`);
  await setVersion(act, name, before.number);
  return { version: before.number };
}

/** Stops answering. Its keys are revoked for good; its history stays. */
export async function unpublish(act: Act, name: string): Promise<void> {
  await change(act, name, "endpoint.unpublish", async (tx, endpoint) => {
    await tx
      .update(endpoints)
      .set({ unpublishedAt: sql`now()` })
      .where(eq(endpoints.id, endpoint.id));
    await tx
      .update(endpointKeys)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(endpointKeys.endpointId, endpoint.id), isNull(endpointKeys.revokedAt)));
    return {};
  });
}

/** One more key; the secret is shown once. */
export async function createKey(act: Act, name: string): Promise<{ id: string; key: string }> {
  let made: { id: string; secret: string } | undefined;
  await change(act, name, "endpoint.key.create", async (tx, endpoint) => {
    made = await insertKey(tx, act, endpoint.id);
    return { key: made.id };
  });
  if (!made) throw new Error("the key could not be made");
  return { id: made.id, key: made.secret };
}

export async function revokeKey(act: Act, name: string, keyId: string): Promise<void> {
  await change(act, name, "endpoint.key.revoke", async (tx, endpoint) => {
    const revoked = await tx
      .update(endpointKeys)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(endpointKeys.id, keyId), eq(endpointKeys.endpointId, endpoint.id), isNull(endpointKeys.revokedAt)))
      .returning({ id: endpointKeys.id });
    if (revoked.length === 0) throw new QuireError("NOT_FOUND", "There is no such key, or it is revoked already.");
    return { key: keyId };
  });
}

/** How many requests a minute each key may make. */
export async function setRequestLimit(act: Act, name: string, requestsPerMinute: number): Promise<void> {
  await change(act, name, "endpoint.limit", async (tx, endpoint) => {
    await tx.update(endpoints).set({ requestsPerMinute }).where(eq(endpoints.id, endpoint.id));
    return { requestsPerMinute, before: endpoint.requestsPerMinute };
  });
}

/** One change of a published endpoint, in one transaction with its line in the log. */
async function change(
  act: Act,
  name: string,
  action: string,
  work: (tx: Queryable, endpoint: EndpointRow) => Promise<Record<string, unknown>>,
): Promise<void> {
  const { app, workspaceId, userId } = act;
  await app.db.transaction(async (tx) => {
    const { endpoint } = await requirePublished(tx, workspaceId, name);
    const details = await work(tx, endpoint);
    await audit({ db: tx }, { workspaceId, userId, action, target: name, details });
  });
  announce(act);
}

function announce({ app, workspaceId }: Act): void {
  forgetEndpoints(app);
  app.events.publish("workspace", workspaceId, { changed: "endpoints" });
}
