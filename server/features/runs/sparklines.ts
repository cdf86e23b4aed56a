import { sql } from "drizzle-orm";
import { z } from "zod";
import type { App } from "@/server/app";
import { groupBy } from "./group-by";

const POINTS = 40;
const rowsSchema = z.array(z.object({ run_id: z.string(), value: z.number() }));

/** For each run the course of its metric in at most 40 values: the means of as many stretches of its steps. */
export async function sparklines(
  app: App,
  metricOfRun: ReadonlyMap<string, string | undefined>,
): Promise<Map<string, number[]>> {
  const wanted = [...metricOfRun].filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (wanted.length === 0) return new Map();
  const ids = sql.param(wanted.map(([id]) => id));
  const keys = sql.param(wanted.map(([, key]) => key));
  // What is no finite number has no height, and would leave its whole stretch without one.
  const result = await app.db.execute(sql`
    select run_id, avg(value) as value
    from (
      select m.run_id, m.value, ntile(${POINTS}) over (partition by m.run_id order by m.step) as stretch
      from unnest(${ids}::text[], ${keys}::text[]) as wanted(run_id, key)
      join run_metrics m on m.run_id = wanted.run_id and m.key = wanted.key
      where m.value not in ('NaN', 'Infinity', '-Infinity')
    ) as points
    group by run_id, stretch
    order by run_id, stretch`);
  const lines = groupBy(rowsSchema.parse(result.rows), ({ run_id }) => run_id);
  return new Map([...lines].map(([id, rows]) => [id, rows.map(({ value }) => value)]));
}
