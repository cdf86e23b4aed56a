import { rm } from "node:fs/promises";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { type ImportOptions, importOptionsSchema, type ImportState } from "@/lib/datasets/import-options";
import { type ImportSource, importSourceSchema, sourceLabel } from "@/lib/datasets/import-source";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { seal, unseal } from "@/server/auth/vault";
import { clearStaging, stage } from "@/server/blobs/staging";
import { datasetSources } from "@/server/db/schema/datasets";
import type { EventBus } from "@/server/events";
import type { WorkspaceMembership } from "@/server/features/people/membership";
import { openSecret } from "@/server/features/secrets/open-secret";
import { Reach } from "@/server/outside/addresses";
import { fetchS3 } from "@/server/outside/fetch-s3";
import { fetchUrl, type Incoming, parseAddress } from "@/server/outside/fetch-url";
import { requireDataset } from "./find-dataset";
import { type FetchFiles, startImport } from "./import-jobs";
import { refuseWhatDoesNotFit } from "./uploads";

interface Wish {
  name: string;
  message: string;
  source: ImportSource;
  options: ImportOptions;
}

/** Begins to fetch a file and to make a version of it; `watchImport` tells how it goes. */
export async function importFrom(
  app: App,
  workspace: WorkspaceMembership,
  userId: string,
  wish: Wish,
): Promise<ImportState> {
  const { name, message, source, options } = wish;
  const label = labelOf(source);
  const open = await prepare(app, workspace, userId, name, source);
  const request = { workspaceId: workspace.id, userId, name, message, options, from: label };
  const { state } = startImport(app, { ...request, files: fetcher(app, open) }, async ({ status, result }) => {
    if (status === "succeeded" && result) await keepSource(app, workspace.id, userId, wish, label);
  });
  return state;
}

function labelOf(source: ImportSource): string {
  if (source.kind === "url") parseAddress(source.url);
  return sourceLabel(source);
}

type Open = (signal: AbortSignal) => Promise<Incoming>;

/** Asks for the secrets now, while the person is there to read why they cannot have them. */
async function prepare(
  app: App,
  workspace: WorkspaceMembership,
  userId: string,
  importOf: string,
  source: ImportSource,
): Promise<Open> {
  const secret = (name: string) => openSecret(app, workspace, { userId }, name, { importOf });
  const reach = new Reach(app.env.QUIRE_IMPORT_NETWORKS);
  const maxBytes = app.env.QUIRE_MAX_UPLOAD_MB * 1024 * 1024;
  if (source.kind === "url") {
    const token = source.token === undefined ? undefined : await secret(source.token);
    return (signal) => fetchUrl(source.url, { reach, signal, maxBytes, token });
  }
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(source.url) ?? [];
  const keys = source.keys && {
    accessKeyId: await secret(source.keys.accessKey),
    secretAccessKey: await secret(source.keys.secretKey),
  };
  const { endpoint, region } = source;
  return (signal) => fetchS3({ bucket, key, endpoint, region, keys }, { reach, signal, maxBytes });
}

const folderOf = (app: App) => join(app.env.QUIRE_DATA, "fetched");
/** What an earlier process left is cleared before the first file of this one. */
const cleared = new WeakMap<EventBus, Promise<void>>();

function fetcher(app: App, open: Open): FetchFiles {
  return async (signal, progress) => {
    const folder = folderOf(app);
    const ready = cleared.get(app.events) ?? clearStaging(folder);
    cleared.set(app.events, ready);
    await ready;
    const { name, total, body } = await open(signal);
    await refuseWhatDoesNotFit(app, total ?? 0);
    const counted = count(body, (bytes) => progress(bytes, total));
    const { path, size } = await stage(folder, counted, app.env.QUIRE_MAX_UPLOAD_MB * 1024 * 1024);
    return { files: [{ path, name, size }], dispose: () => rm(path, { force: true }) };
  };
}

async function* count(body: AsyncIterable<Uint8Array>, told: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    told(bytes);
    yield chunk;
  }
}

// ── Again from the same place ──

const keptSchema = z.object({ source: importSourceSchema, options: importOptionsSchema });
const placeOf = (datasetId: string) => `dataset source ${datasetId}`;

async function keepSource(app: App, workspaceId: string, userId: string, wish: Wish, label: string): Promise<void> {
  const { id: datasetId } = await requireDataset(app, workspaceId, wish.name);
  const { source, options } = wish;
  const kept = { label, setBy: userId, setAt: sql`now()` };
  const sealed = seal(app.env, placeOf(datasetId), JSON.stringify({ source, options }));
  await app.db
    .insert(datasetSources)
    .values({ datasetId, sealed, ...kept })
    .onConflictDoUpdate({ target: datasetSources.datasetId, set: { sealed, ...kept } });
}

/** A new version from where the last one was imported, with the secrets of who asks. */
export async function importAgain(
  app: App,
  workspace: WorkspaceMembership,
  userId: string,
  { name, message }: Pick<Wish, "name" | "message">,
): Promise<ImportState> {
  const { id } = await requireDataset(app, workspace.id, name);
  const [row] = await app.db.select().from(datasetSources).where(eq(datasetSources.datasetId, id));
  if (!row)
    throw new QuireError(
      "NOT_FOUND",
      `"${name}" was not imported from an address. Import a new version by hand, or give one.`,
    );
  const text = unseal(app.env, placeOf(id), row.sealed, `The address that "${name}" was imported from`);
  return importFrom(app, workspace, userId, { name, message, ...keptSchema.parse(JSON.parse(text)) });
}
