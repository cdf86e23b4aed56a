import { and, eq } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import type { Queryable } from "@/server/db/database";
import { endpoints } from "@/server/db/schema/models";
import { type ModelRow, requireModel } from "@/server/features/models/find-model";

export type EndpointRow = typeof endpoints.$inferSelect;

/** The endpoint of that model, published or not, with the model; NOT_FOUND for one of another workspace. */
export async function requireEndpoint(
  db: Queryable,
  workspaceId: string,
  name: string,
): Promise<{ endpoint: EndpointRow; model: ModelRow }> {
  const model = await requireModel(db, workspaceId, name);
  const [endpoint] = await db
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.modelId, model.id), eq(endpoints.workspaceId, workspaceId)));
  if (!endpoint)
    throw new QuireError("NOT_FOUND", `The model "${name}" has never been published. Publish a version on its page.`);
  return { endpoint, model };
}

export async function requirePublished(
  db: Queryable,
  workspaceId: string,
  name: string,
): Promise<{ endpoint: EndpointRow; model: ModelRow }> {
  const found = await requireEndpoint(db, workspaceId, name);
  if (found.endpoint.unpublishedAt)
    throw new QuireError("CONFLICT", `The model "${name}" is not published now. Publish a version on its page.`);
  return found;
}
