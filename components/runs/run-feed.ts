import type { Point } from "@/lib/runs/downsample";
import { downsample } from "@/lib/runs/downsample";
import type { RouterOutputs } from "@/components/trpc/types";

export type RunDetails = RouterOutputs["runs"]["get"];
export type Series = RouterOutputs["runs"]["metrics"][number];

/** A run as its page knows it: all that was heard of it. */
export interface RunFeed {
  run: RunDetails;
  series: readonly { key: string; points: readonly Point[] }[];
}

export type RunEvent =
  | { type: "snapshot"; run: RunDetails; series: readonly Series[] }
  | { type: "run"; run: RunDetails }
  | { type: "points"; points: readonly (Point & { key: string })[] };

/** More than these would draw no better, and slower. */
const MOST_POINTS = 4000;

/** The feed after an event. What comes before the first snapshot has nothing to belong to. */
export function applyRunEvent(feed: RunFeed | null, event: RunEvent): RunFeed | null {
  if (event.type === "snapshot") return { run: event.run, series: event.series };
  if (!feed) return null;
  if (event.type === "run") return { ...feed, run: event.run };
  const series = new Map(feed.series.map((one) => [one.key, one]));
  for (const key of new Set(event.points.map((point) => point.key))) {
    const added = event.points.filter((point) => point.key === key);
    series.set(key, { key, points: merged(series.get(key)?.points ?? [], added) });
  }
  return { ...feed, series: [...series.values()] };
}

/** In order of step; of two values for a step the later told one stays. */
function merged(known: readonly Point[], added: readonly Point[]): readonly Point[] {
  const last = known.at(-1)?.step ?? -1;
  const follows = added.every((point, index) => point.step > (added[index - 1]?.step ?? last));
  const all = follows ? [...known, ...added] : [...byStep([...known, ...added])];
  return all.length > MOST_POINTS ? downsample(all, MOST_POINTS / 2) : all;
}

function byStep(points: readonly Point[]): Point[] {
  return [...new Map(points.map((point) => [point.step, point])).values()].sort((a, b) => a.step - b.step);
}
