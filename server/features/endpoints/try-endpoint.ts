import { and, eq } from "drizzle-orm";
import type { App } from "@/server/app";
import { modelVersions } from "@/server/db/schema/models";
import { requirePublished } from "./find-endpoint";
import { answer } from "./predict";
import { requestLimits } from "./request-limits";
import { recordRequest } from "./traffic";

/** What the endpoint answers to this body, for a member on its page: a session in place of a key. */
export async function tryEndpoint(
  app: App,
  workspaceId: string,
  userId: string,
  name: string,
  body: unknown,
): Promise<{ text: string; ms: number }> {
  const { endpoint } = await requirePublished(app.db, workspaceId, name);
  await requestLimits(app).countKey(`person:${userId}:${endpoint.id}`, endpoint.requestsPerMinute);
  const [version] = await app.db
    .select()
    .from(modelVersions)
    .where(and(eq(modelVersions.id, endpoint.versionId)));
  if (!version) throw new Error(`endpoint ${endpoint.id} has no version`);
  const started = performance.now();
  let ok = false;
  try {
    const text = await answer(app, version, "predict", body);
    ok = true;
    return { text, ms: performance.now() - started };
  } finally {
    recordRequest(app, { endpointId: endpoint.id, keyId: null, ok, ms: performance.now() - started });
  }
}
