import { and, eq, max } from "drizzle-orm";
import { z } from "zod";
import { newId } from "@/lib/ids";
import { hostCalls } from "@/lib/protocol/host";
import type { ModelFiles, Signature } from "@/lib/protocol/model";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { models, modelVersions } from "@/server/db/schema/models";
import { audit } from "@/server/features/people/audit";

export interface NewVersion {
  name: string;
  runId: string | null;
  createdBy: string;
  files: ModelFiles;
  signature: Signature;
  runtime: "onnx" | "tfjs";
  runtimeNote: string;
}

export const addedVersionSchema = hostCalls["models.save"].output.extend({
  /** The model had been deleted, and this brought it back. */
  restored: z.boolean(),
});
export type AddedVersion = z.infer<typeof addedVersionSchema>;

export async function addVersion(app: App, workspaceId: string, version: NewVersion): Promise<AddedVersion> {
  const added = await app.db.transaction((tx) => insertVersion(tx, workspaceId, version));
  announceModels(app, workspaceId);
  return added;
}

export const announceModels = (app: Pick<App, "events">, workspaceId: string): void =>
  app.events.publish("workspace", workspaceId, { changed: "models" });

/**
 * The next version of the model of that name, which is made if there is none. A deleted model of the name comes back, and the
 * answer says so.
 */
export async function insertVersion(
  tx: Queryable,
  workspaceId: string,
  { name, ...version }: NewVersion,
): Promise<AddedVersion> {
  const [before] = await tx
    .select({ deletedAt: models.deletedAt })
    .from(models)
    .where(and(eq(models.workspaceId, workspaceId), eq(models.name, name)))
    .for("update");
  const restored = Boolean(before?.deletedAt);
  // The conflicting update also locks the row: two saves at once get two numbers.
  const [model] = await tx
    .insert(models)
    .values({ id: newId(), workspaceId, name })
    .onConflictDoUpdate({ target: [models.workspaceId, models.name], set: { deletedAt: null } })
    .returning({ id: models.id });
  if (!model) throw new Error(`model ${name} could not be made`);
  const [last] = await tx
    .select({ number: max(modelVersions.number) })
    .from(modelVersions)
    .where(eq(modelVersions.modelId, model.id));
  const row = {
    id: newId(),
    modelId: model.id,
    number: (last?.number ?? 0) + 1,
    ...version,
    bytes: version.files.reduce((sum, file) => sum + file.bytes, 0),
  };
  await tx.insert(modelVersions).values(row);
  if (restored) {
    const by = { workspaceId, userId: version.createdBy };
    await audit({ db: tx }, { ...by, action: "model.restore", target: name, details: { byVersion: row.number } });
  }
  return {
    modelId: model.id,
    versionId: row.id,
    number: row.number,
    runtime: row.runtime,
    runtimeNote: row.runtimeNote,
    restored,
  };
}
