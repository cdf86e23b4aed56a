import { newId } from "@/lib/ids";
import { grantBlob } from "@/server/blobs/grant";
import { checkpointBlobs, checkpointParts, checkpoints } from "@/server/db/schema/checkpoints";
import { datasets, datasetVersions } from "@/server/db/schema/datasets";
import { endpointKeys, endpoints, models, modelVersions } from "@/server/db/schema/models";
import { seal } from "@/server/auth/vault";
import { secrets as secretsTable } from "@/server/db/schema/secrets";
import { createInvite } from "@/server/features/people/invites";
import { requireMember } from "@/server/features/people/membership";
import { queueJob } from "@/server/features/jobs/ledger";
import { introduce } from "@/server/features/workers/registry";
import { createWorkerToken } from "@/server/features/workers/worker-tokens";
import { placeOf } from "@/server/features/secrets/secrets";
import type { Actor } from "./rights-cast";
import type { Known } from "./sample-input";
import { callerFor } from "./test-app";
import type { TestServer } from "./test-server";

/** What a team owns, for the other team to try to reach. */
export interface Secrets {
  /** What its dataset and its model are called. */
  name: string;
  /** In every other text of it: no answer to a stranger may contain this. */
  marker: string;
  notebookId: string;
  /** By the name that procedures give such an id in their input. */
  byProperty: Known;
  byPathParameter: Record<string, string>;
}

interface Team {
  server: TestServer;
  id: string;
  slug: string;
  owner: Actor;
  marker: string;
  name: string;
}

const device = (marker: string) => ({ kind: "browser" as const, backend: "cpu" as const, adapter: marker });

async function work({ server, slug: workspace, owner, marker }: Team) {
  const caller = callerFor(server.app, owner.person);
  const { id: notebookId } = await caller.notebooks.create({ workspace, title: marker });
  const { id: savedVersionId } = await caller.history.keep({ workspace, notebookId, name: marker });
  const { sessionId } = await caller.executions.openSession({ workspace, notebookId, device: device(marker) });
  const executionId = newId();
  await caller.executions.begin({ workspace, notebookId, sessionId, executionId, cellId: "a", code: marker });
  const { runId } = await caller.runs.start({ workspace, name: marker, device: device(marker) });
  const plan = {
    method: "random" as const,
    metric: marker,
    goal: "minimize" as const,
    halving: null,
    seed: 0,
    space: {},
  };
  const order = { name: marker, cellId: "a", place: 0, trials: 1, parallel: 1, fresh: false, plan };
  const { sweepId } = await caller.sweeps.open({ workspace, notebookId, executionId, kernelSeed: 0, order });
  const versions = { savedVersionId, fromVersionId: savedVersionId, toVersionId: savedVersionId };
  const trigger = { type: "dataset" as const, name: marker };
  const { scheduleId } = await caller.schedules.add({ workspace, notebookId, trigger });
  return { notebookId, ...versions, sessionId, executionId, runId, sweepId, scheduleId };
}

async function blob({ server: { app }, id, marker }: Team): Promise<string> {
  const stored = await app.blobs.put(new TextEncoder().encode(marker));
  await grantBlob(app, id, { ...stored, contentType: "application/octet-stream" });
  return stored.hash;
}

async function dataset({ server: { app }, id: workspaceId, marker, name }: Team, hash: string): Promise<string> {
  const [datasetId, id] = [newId(), newId()];
  await app.db.insert(datasets).values({ id: datasetId, workspaceId, name, description: marker });
  const manifest = { format: "quire-dataset/1" as const, columns: [], rows: 0, parts: [], source: marker };
  await app.db.insert(datasetVersions).values({ id, datasetId, number: 1, hash, manifest, rows: 0, bytes: 0 });
  return id;
}

async function endpoint({ server: { app }, id: workspaceId, marker, name }: Team) {
  const [modelId, versionId, endpointId, keyId] = [newId(), newId(), newId(), newId()];
  await app.db.insert(models).values({ id: modelId, workspaceId, name, description: marker });
  const tensor = { name: marker, shape: [-1, 1], dtype: "float32" as const };
  const version = { files: [], signature: { inputs: [tensor], outputs: [tensor] }, runtime: "onnx" as const, bytes: 0 };
  await app.db.insert(modelVersions).values({ id: versionId, modelId, number: 1, ...version });
  await app.db.insert(endpoints).values({ id: endpointId, workspaceId, modelId, versionId });
  await app.db.insert(endpointKeys).values({ id: keyId, endpointId, prefix: "quire_key_", keyHash: newId() });
  return { modelId, endpointId, keyId };
}

/** A key of the team, under its name. */
async function secret({ server: { app }, id: workspaceId, marker, name }: Team): Promise<void> {
  const sealed = seal(app.env, placeOf(workspaceId, name), marker);
  await app.db.insert(secretsTable).values({ workspaceId, name, sealed, role: "editor", userIds: [] });
}

/** A job that waits, a worker of the team and its token. */
async function serverWork({ server: { app }, id: workspaceId, owner, marker }: Team, notebookId: string) {
  const { userId } = owner.person;
  const spec = { ...sampleJob.spec, cells: [{ id: "a", source: marker }] };
  const needs = { labels: [marker] };
  const jobId = await queueJob(app, { ...sampleJob, workspaceId, notebookId, userId, spec, needs });
  const { id: workerTokenId } = await createWorkerToken(app, workspaceId, userId, marker);
  const workerId = newId();
  await introduce(app, { tokenId: workerTokenId, workspaceId }, { workerId, facts: { ...workerFacts, name: marker } });
  return { jobId, workerTokenId, workerId };
}

/** A checkpoint of the owner's, with that blob for its only part. */
async function checkpoint({ server: { app }, id: workspaceId, owner }: Team, notebookId: string, hash: string) {
  const [id, { userId }] = [newId(), owner.person];
  const facts = { name: "a", metrics: {}, marks: {}, manifestHash: hash, bytes: 1 };
  await app.db.insert(checkpointBlobs).values({ workspaceId, hash, size: 1 });
  await app.db.insert(checkpoints).values({ id, workspaceId, notebookId, userId, ...facts });
  await app.db.insert(checkpointParts).values({ checkpointId: id, hash });
  return id;
}

export const sampleJob = {
  spec: {
    cells: [{ id: "a", source: "1" }],
    wanted: ["a"],
    notebook: [],
    seed: 0,
    backend: "auto" as const,
    datasets: {},
    packages: {},
  },
  needs: { labels: [] },
  limits: { minutes: 1 },
};

export const workerFacts = {
  name: "worker",
  version: "0",
  memoryGb: 1,
  cores: 1,
  labels: [],
  slots: 1,
  device: { kind: "server" as const, backend: "cpu" as const, adapter: "" },
};

const tus = { "tus-resumable": "1.0.0" };

/** A file that has arrived and waits to be imported. */
async function upload({ server, slug, owner, marker }: Team): Promise<string> {
  const file = `word,number\n${marker},1\n`;
  const headers = {
    ...owner.session,
    ...tus,
    "content-type": "application/offset+octet-stream",
    "upload-length": String(file.length),
  };
  const metadata = `filename ${Buffer.from("words.csv").toString("base64")}`;
  const response = await fetch(`${server.url}/uploads/${slug}`, {
    method: "POST",
    headers: { ...headers, "upload-metadata": metadata },
    body: file,
  });
  if (response.status !== 201) throw new Error(`the upload was refused: ${await response.text()}`);
  return response.headers.get("location")?.split("/").at(-1) ?? "";
}

async function imported(team: Team): Promise<string> {
  const caller = callerFor(team.server.app, team.owner.person);
  const { id } = await caller.datasets.importUpload({
    workspace: team.slug,
    uploadId: await upload(team),
    name: `${team.marker}-imported`,
  });
  return id;
}

/** Fills the workspace as its owner. `member` is someone in it. */
export async function createSecrets(
  server: TestServer,
  { id, slug }: { id: string; slug: string },
  owner: Actor,
  member: Actor,
): Promise<Secrets> {
  const marker = `secret-${newId()}`;
  const name = `thing-${newId()}`;
  const team = { server, id, slug, owner, marker, name };
  const done = await work(team);
  const made = { ...done, ...(await endpoint(team)), ...(await serverWork(team, done.notebookId)) };
  await secret(team);
  const hash = await blob(team);
  const versionId = await dataset(team, hash);
  const checkpointId = await checkpoint(team, done.notebookId, hash);
  const [uploadId, importId] = [await upload(team), await imported(team)];
  const { userId } = owner.person;
  const invite = await createInvite(server.app, await requireMember(server.app, userId, slug, "owner"), userId, {
    role: "viewer",
    days: 1,
  });
  const lists = { runIds: [made.runId], ids: [made.runId], versionIds: [versionId], datasetVersionIds: [versionId] };
  const people = { userIds: [member.person.userId], notebookIds: [made.notebookId] };
  const files = { hash, uploadId, secondUploadId: uploadId, importId };
  return {
    marker,
    name,
    notebookId: made.notebookId,
    byProperty: {
      ...made,
      ...files,
      ...lists,
      ...people,
      versionId,
      checkpointId,
      inviteId: invite.id,
      userId: member.person.userId,
    },
    byPathParameter: { hash, uploadId, name, notebookId: made.notebookId, format: "nb.ts" },
  };
}
