import { and, eq, inArray, sql } from "drizzle-orm";
import { Gauge, Registry } from "prom-client";
import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import { jobs } from "@/server/db/schema/jobs";
import { members } from "@/server/db/schema/people";

/**
 * How many jobs wait and run in the person's workspaces, by what they ask for: what an autoscaler starts workers by. A registry of its
 * own for each look: what one person may see is not for the next.
 */
export async function queueMetrics(app: Pick<App, "db">, { userId }: Pick<Principal, "userId">): Promise<string> {
  const registry = new Registry();
  const gauge = new Gauge({
    name: "quire_jobs",
    help: "Jobs of the workspaces that the token's owner is a member of, by state and by what they ask of a worker",
    labelNames: ["status", "backend", "memory_gb", "cores", "labels"],
    registers: [registry],
  });
  const mine = app.db.select({ id: members.workspaceId }).from(members).where(eq(members.userId, userId));
  const rows = await app.db
    .select({ status: jobs.status, needs: jobs.needs, count: sql<number>`count(*)::int` })
    .from(jobs)
    .where(and(inArray(jobs.status, ["queued", "running"]), inArray(jobs.workspaceId, mine)))
    .groupBy(jobs.status, jobs.needs);
  for (const { status, needs, count } of rows) {
    const { backend = "", memoryGb = "", cores = "", labels } = needs;
    gauge.inc({ status, backend, memory_gb: memoryGb, cores, labels: [...labels].sort().join(",") }, count);
  }
  return registry.metrics();
}
