import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import type { Queryable } from "@/server/db/database";
import { endpoints, modelAliases, models } from "@/server/db/schema/models";
import { forgetEndpoints } from "@/server/features/endpoints/directory";
import { audit } from "@/server/features/people/audit";
import { type ModelRow, requireModel, requireVersion } from "./find-model";

/** `latest` and `v3` would read as versions. */
export const aliasSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9_-]{0,31}$/,
    "Use lower-case letters, digits, dashes and underscores, at most 32 of them, beginning with a letter.",
  )
  .refine((alias) => alias !== "latest" && !/^v\d+$/.test(alias), "This name is reserved for versions.");

interface Act {
  app: App;
  workspaceId: string;
  userId: string;
}

/** Points the alias at that version, wherever it was before. */
export async function setAlias(act: Act, name: string, alias: string, number: number): Promise<void> {
  await change(act, name, async (tx, model) => {
    const version = await requireVersion(tx, model, number);
    const [before] = await tx
      .select({ versionId: modelAliases.versionId })
      .from(modelAliases)
      .where(and(eq(modelAliases.modelId, model.id), eq(modelAliases.alias, alias)))
      .for("update");
    await tx
      .insert(modelAliases)
      .values({ modelId: model.id, alias, versionId: version.id })
      .onConflictDoUpdate({ target: [modelAliases.modelId, modelAliases.alias], set: { versionId: version.id } });
    return { action: "model.alias.set", details: { alias, version: number, before: before?.versionId ?? null } };
  });
}

export async function removeAlias(act: Act, name: string, alias: string): Promise<void> {
  await change(act, name, async (tx, model) => {
    const removed = await tx
      .delete(modelAliases)
      .where(and(eq(modelAliases.modelId, model.id), eq(modelAliases.alias, alias)))
      .returning({ versionId: modelAliases.versionId });
    if (removed.length === 0) throw new QuireError("NOT_FOUND", `The model "${name}" has no alias "${alias}".`);
    return { action: "model.alias.remove", details: { alias, before: removed[0]?.versionId } };
  });
}

/** Not while it is published: the name is part of the endpoint's address. */
export async function renameModel(act: Act, name: string, newName: string): Promise<void> {
  await change(act, name, async (tx, model) => {
    await refusePublished(tx, model, "rename");
    const [taken] = await tx
      .select({ id: models.id })
      .from(models)
      .where(and(eq(models.workspaceId, act.workspaceId), eq(models.name, newName)));
    if (taken && taken.id !== model.id)
      throw new QuireError("CONFLICT", `There is, or was, another model "${newName}". Choose another name.`);
    await tx.update(models).set({ name: newName }).where(eq(models.id, model.id));
    return { action: "model.rename", details: { newName } };
  });
}

export async function describeModel(act: Act, name: string, description: string): Promise<void> {
  await change(act, name, async (tx, model) => {
    await tx.update(models).set({ description }).where(eq(models.id, model.id));
    return { action: "model.describe", details: {} };
  });
}

/** Hides the model; its versions stay, and so it can come back. */
export async function deleteModel(act: Act, name: string): Promise<void> {
  await change(act, name, async (tx, model) => {
    await refusePublished(tx, model, "delete");
    await tx
      .update(models)
      .set({ deletedAt: sql`now()` })
      .where(eq(models.id, model.id));
    return { action: "model.delete", details: {} };
  });
}

export async function restoreModel({ app, workspaceId, userId }: Act, name: string): Promise<void> {
  const restored = await app.db
    .update(models)
    .set({ deletedAt: null })
    .where(and(eq(models.workspaceId, workspaceId), eq(models.name, name)))
    .returning({ id: models.id });
  if (restored.length === 0) throw new QuireError("NOT_FOUND", `There never was a model "${name}" in this workspace.`);
  await audit(app, { workspaceId, userId, action: "model.restore", target: name });
  app.events.publish("workspace", workspaceId, { changed: "models" });
}

/** One audited change, in one transaction with its line in the log. */
async function change(
  { app, workspaceId, userId }: Act,
  name: string,
  act: (tx: Queryable, model: ModelRow) => Promise<{ action: string; details: Record<string, unknown> }>,
): Promise<void> {
  await app.db.transaction(async (tx) => {
    const entry = await act(tx, await requireModel(tx, workspaceId, name));
    await audit({ db: tx }, { workspaceId, userId, target: name, ...entry });
  });
  forgetEndpoints(app);
  app.events.publish("workspace", workspaceId, { changed: "models" });
}

async function refusePublished(db: Queryable, model: ModelRow, verb: string): Promise<void> {
  const [endpoint] = await db
    .select({ id: endpoints.id })
    .from(endpoints)
    .where(and(eq(endpoints.modelId, model.id), isNull(endpoints.unpublishedAt)));
  if (endpoint)
    throw new QuireError(
      "CONFLICT",
      `"${model.name}" is published, and others may be calling it. Unpublish it first, then ${verb} it.`,
    );
}
