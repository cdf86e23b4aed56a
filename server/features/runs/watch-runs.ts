import type { Point } from "@/lib/runs/downsample";
import type { App } from "@/server/app";
import type { Topics } from "@/server/events";
import { readMetrics, type MetricSeries } from "./read-metrics";
import { type RunDetails, runDetails } from "./run-details";

/** A reader that lets more points wait than this is told the present state in place of them. */
const bound = {
  limit: 100_000,
  weigh: (event: Topics["run"]) => (event.type === "points" ? event.points.length : 1),
  instead: "behind" as const,
};

/** What a page that looks at a run hears: first all of it, then what happens. */
export type RunEvent =
  | { type: "snapshot"; run: RunDetails; series: MetricSeries[] }
  | { type: "run"; run: RunDetails }
  | { type: "points"; points: (Point & { key: string })[] };

export async function* watchRun(
  app: App,
  workspaceId: string,
  runId: string,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const run = await runDetails(app, workspaceId, runId);
  // Listening begins before the points are read, so that none falls between: one that is told twice does no harm.
  const events = app.events.subscribe("run", runId, signal, bound);
  yield { type: "snapshot", run, series: await readMetrics(app, [runId], 1000) };
  for await (const event of events) {
    if (event === "behind" || event.type === "cut")
      yield {
        type: "snapshot",
        run: await runDetails(app, workspaceId, runId),
        series: await readMetrics(app, [runId], 1000),
      };
    else if (event.type === "changed") yield { type: "run", run: await runDetails(app, workspaceId, runId) };
    else {
      const points = event.points.map(({ key, step, value }) => ({
        key,
        step,
        value: Number.isFinite(value) ? value : null,
      }));
      yield { type: "points", points };
    }
  }
}
