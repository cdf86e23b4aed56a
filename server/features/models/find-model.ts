import { and, eq, isNull } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import type { Queryable } from "@/server/db/database";
import { models, modelVersions } from "@/server/db/schema/models";

export type ModelRow = typeof models.$inferSelect;
export type VersionRow = typeof modelVersions.$inferSelect;

/** A model of that workspace that has not been deleted; NOT_FOUND for one of another. */
export async function requireModel(db: Queryable, workspaceId: string, name: string): Promise<ModelRow> {
  const [row] = await db
    .select()
    .from(models)
    .where(and(eq(models.workspaceId, workspaceId), eq(models.name, name), isNull(models.deletedAt)));
  if (!row)
    throw new QuireError("NOT_FOUND", `There is no model "${name}" in this workspace. Look in the list of models.`);
  return row;
}

export async function requireVersion(db: Queryable, model: ModelRow, number: number): Promise<VersionRow> {
  const [row] = await db
    .select()
    .from(modelVersions)
    .where(and(eq(modelVersions.modelId, model.id), eq(modelVersions.number, number)));
  if (!row) throw new QuireError("NOT_FOUND", `The model "${model.name}" has no version ${number}.`);
  return row;
}
