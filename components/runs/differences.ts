import { lowerIsBetter } from "@/lib/runs/main-metric";
import type { RunRow } from "./run-cell";
import { deviceText, paramText, runDuration } from "./run-values";
import { metric } from "@/lib/format/number";

/** A line of the comparison: one value a run, in the order of the runs. */
export interface DifferenceRow {
  group: "Metrics" | "Params" | "Run";
  name: string;
  values: string[];
  /** The run whose value is the best, where that can be said. */
  best: number | null;
}

/** What differs between the runs, and how many lines are alike in all. */
export function differences(runs: readonly RunRow[]): { rows: DifferenceRow[]; alike: number } {
  const all = [...metricRows(runs), ...paramRows(runs), ...plainRows(runs)];
  const rows = all.filter(({ values }) => new Set(values).size > 1);
  return { rows, alike: all.length - rows.length };
}

const keysOf = (runs: readonly RunRow[], of: (run: RunRow) => object) =>
  [...new Set(runs.flatMap((run) => Object.keys(of(run))))].sort();

function metricRows(runs: readonly RunRow[]): DifferenceRow[] {
  return keysOf(runs, (run) => run.metrics).map((name) => {
    const values = runs.map((run) => run.metrics[name]?.value);
    return {
      group: "Metrics",
      name,
      values: values.map((value) => (value === undefined ? "" : metric(value))),
      best: bestOf(name, values),
    };
  });
}

function bestOf(name: string, values: readonly (number | undefined)[]): number | null {
  const finite = values.filter((value): value is number => value !== undefined && Number.isFinite(value));
  if (finite.length < 2 || new Set(finite).size < 2) return null;
  return values.indexOf(lowerIsBetter(name) ? Math.min(...finite) : Math.max(...finite));
}

function paramRows(runs: readonly RunRow[]): DifferenceRow[] {
  return keysOf(runs, (run) => run.params).map((name) => ({
    group: "Params",
    name,
    values: runs.map((run) => paramText(run.params[name])),
    best: null,
  }));
}

function plainRows(runs: readonly RunRow[]): DifferenceRow[] {
  const line = (name: string, of: (run: RunRow) => string): DifferenceRow => ({
    group: "Run",
    name,
    values: runs.map(of),
    best: null,
  });
  return [
    line("state", (run) => run.status),
    line("person", (run) => run.person?.name ?? ""),
    line("notebook", (run) => run.notebook?.title ?? ""),
    line("datasets", (run) => run.datasets.map(({ name, number }) => `${name}@${number}`).join(", ")),
    line("device", (run) => deviceText(run.device)),
    line("seed", (run) => String(run.seed)),
    line("duration", (run) => (run.endedAt ? runDuration(run, 0) : "")),
  ];
}
