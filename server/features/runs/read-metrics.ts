import { sql } from "drizzle-orm";
import { z } from "zod";
import { downsample, type Point } from "@/lib/runs/downsample";
import type { App } from "@/server/app";

/** More points than these of one series are thinned evenly by the database, before the shape is kept by `downsample`. */
const READ_LIMIT = 200_000;

export interface MetricSeries {
  runId: string;
  key: string;
  /** In order of step; null where the value is no finite number. */
  points: Point[];
}

const rowsSchema = z.array(
  z.object({ run_id: z.string(), key: z.string(), steps: z.array(z.number()), values: z.array(z.number().nullable()) }),
);

/** The series of the runs, each with at most `limit` points that keep its shape. The caller has checked the ids. */
export async function readMetrics(
  app: App,
  runIds: readonly string[],
  limit: number,
  keys?: readonly string[],
): Promise<MetricSeries[]> {
  const ids = sql.param([...runIds]);
  const ofKeys = keys ? sql`and key = any(${sql.param([...keys])}::text[])` : sql``;
  const result = await app.db.execute(sql`
    select run_id, key, array_agg(step order by step) as steps, array_agg(nullif(nullif(nullif(value, 'NaN'), 'Infinity'), '-Infinity') order by step) as values
    from (
      select run_id, key, step, value,
        row_number() over (partition by run_id, key order by step) as place,
        count(*) over (partition by run_id, key) as total
      from run_metrics
      where run_id = any(${ids}::text[]) ${ofKeys}
    ) as points
    where total <= ${READ_LIMIT} or place = total or (place - 1) % ceil(total / ${READ_LIMIT}::float8)::int = 0
    group by run_id, key
    order by key, run_id`);
  return rowsSchema.parse(result.rows).map(({ run_id, key, steps, values }) => {
    const points = steps.map((step, index) => ({ step, value: values[index] ?? null }));
    return { runId: run_id, key, points: downsample(points, limit) };
  });
}
