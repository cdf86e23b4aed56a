import { newId } from "@/lib/ids";
import { grantBlob } from "@/server/blobs/grant";
import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import { datasets, datasetVersions } from "@/server/db/schema/datasets";
import { endpointKeys, endpoints, models, modelVersions } from "@/server/db/schema/models";
import { createInvite } from "@/server/features/people/invites";
import { requireMember } from "@/server/features/people/membership";
import type { Known } from "./sample-input";
import { callerFor } from "./test-app";

/** What a team owns, for the other team to try to reach. */
export interface Secrets {
  /** In every text of it: no answer to a stranger may contain this. */
  marker: string;
  notebookId: string;
  /** By the name that procedures give such an id in their input. */
  byProperty: Known;
  byPathParameter: Record<string, string>;
}

interface Team {
  app: App;
  id: string;
  slug: string;
  owner: Principal;
  marker: string;
}

const device = (marker: string) => ({ kind: "browser" as const, backend: "cpu" as const, adapter: marker });

async function work({ app, slug: workspace, owner, marker }: Team) {
  const caller = callerFor(app, owner);
  const { id: notebookId } = await caller.notebooks.create({ workspace, title: marker });
  const { sessionId } = await caller.executions.openSession({ workspace, notebookId, device: device(marker) });
  const executionId = newId();
  await caller.executions.begin({ workspace, notebookId, sessionId, executionId, cellId: "a", code: marker });
  const { runId } = await caller.runs.start({ workspace, name: marker, device: device(marker) });
  return { notebookId, sessionId, executionId, runId };
}

async function blob({ app, id, marker }: Team): Promise<string> {
  const stored = await app.blobs.put(new TextEncoder().encode(marker));
  await grantBlob(app, id, { ...stored, contentType: "application/octet-stream" });
  return stored.hash;
}

async function dataset({ app, id: workspaceId, marker }: Team, hash: string): Promise<string> {
  const [datasetId, id] = [newId(), newId()];
  await app.db.insert(datasets).values({ id: datasetId, workspaceId, name: marker });
  const manifest = { format: "quire-dataset/1" as const, columns: [], rows: 0, parts: [], source: marker };
  await app.db.insert(datasetVersions).values({ id, datasetId, number: 1, hash, manifest, rows: 0, bytes: 0 });
  return id;
}

async function endpoint({ app, id: workspaceId, marker }: Team) {
  const [modelId, versionId, endpointId, keyId] = [newId(), newId(), newId(), newId()];
  await app.db.insert(models).values({ id: modelId, workspaceId, name: marker });
  const tensor = { name: marker, shape: [-1, 1], dtype: "float32" as const };
  const version = { files: [], signature: { inputs: [tensor], outputs: [tensor] }, runtime: "onnx" as const, bytes: 0 };
  await app.db.insert(modelVersions).values({ id: versionId, modelId, number: 1, ...version });
  await app.db.insert(endpoints).values({ id: endpointId, workspaceId, modelId, versionId });
  await app.db.insert(endpointKeys).values({ id: keyId, endpointId, prefix: "quire_key_", keyHash: newId() });
  return { modelId, endpointId, keyId };
}

/** Fills the workspace as its owner. `member` is someone in it. */
export async function createSecrets(
  app: App,
  { id, slug }: { id: string; slug: string },
  owner: Principal,
  member: Principal,
): Promise<Secrets> {
  const marker = `secret-${newId()}`;
  const team = { app, id, slug, owner, marker };
  const made = await work(team);
  const hash = await blob(team);
  const versionId = await dataset(team, hash);
  const invite = await createInvite(app, await requireMember(app, owner.userId, slug, "owner"), owner.userId, {
    role: "viewer",
    days: 1,
  });
  const lists = { runIds: [made.runId], ids: [made.runId], versionIds: [versionId], datasetVersionIds: [versionId] };
  return {
    marker,
    notebookId: made.notebookId,
    byProperty: {
      ...made,
      ...(await endpoint(team)),
      ...lists,
      versionId,
      inviteId: invite.id,
      userId: member.userId,
      hash,
    },
    byPathParameter: { hash, name: marker },
  };
}
