import { desc, eq, sql } from "drizzle-orm";
import type { Queryable } from "@/server/db/database";
import { checkpoints } from "@/server/db/schema/checkpoints";
import { runLatestMetrics } from "@/server/db/schema/runs";

/** Forgets what the run logged after its newest checkpoint, from which it goes on; all of it where it has none. */
export async function cutToNewest(tx: Queryable, runId: string): Promise<void> {
  const [newest] = await tx
    .select({ marks: checkpoints.marks })
    .from(checkpoints)
    .where(sql`${checkpoints.marks} ? ${runId}`)
    .orderBy(desc(checkpoints.createdAt), desc(checkpoints.epoch))
    .limit(1);
  const marks = JSON.stringify(newest?.marks[runId] ?? {});
  await tx.execute(
    sql`delete from run_metrics where run_id = ${runId} and step > coalesce((${marks}::jsonb ->> key)::int, -1)`,
  );
  await tx.delete(runLatestMetrics).where(eq(runLatestMetrics.runId, runId));
  await tx.execute(sql`
    insert into run_latest_metrics (run_id, key, step, value)
    select distinct on (key) run_id, key, step, value from run_metrics where run_id = ${runId} order by key, step desc`);
}
