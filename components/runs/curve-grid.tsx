"use client";
import { useMemo } from "react";
import { groupSeries } from "@/lib/runs/group-series";
import { LineChart, type LineSeries } from "@/components/ui/line-chart";
import type { Point } from "@/lib/runs/downsample";
import { seriesColor } from "@/lib/series-colors";

export interface Curve {
  /** The metric. */
  key: string;
  /** What the legend calls it: the metric, or the run where several are compared. */
  label: string;
  color?: string;
  points: readonly Point[];
}

/** More names than these do not fit above a chart. */
const LEGEND_RUNS = 3;

interface CurveGridProps {
  curves: readonly Curve[];
  /** Charts with the same one share their cursor. */
  syncKey: string;
  /** For several runs: a chart for each metric, and no legend for many, for the colours are explained beside them. */
  exact?: boolean;
}

/** Curves in a grid, one chart a quantity, with one cursor. Metrics of one step only are no curves, and left out. */
export function CurveGrid({ curves, syncKey, exact = false }: CurveGridProps) {
  const groups = useMemo(() => {
    const long = curves.filter(({ points }) => points.length > 1);
    return exact ? byKey(long) : groupSeries(long);
  }, [curves, exact]);
  if (groups.length === 0)
    return <p className="py-6 text-muted">No curves yet. They appear as the run logs metrics at more than one step.</p>;
  return (
    <div className="grid gap-x-8 gap-y-6 md:grid-cols-2">
      {groups.map(({ name, members }) => (
        <section key={name} aria-label={name}>
          <h2 className="mb-1 font-medium">{name}</h2>
          <CurveChart
            name={name}
            members={members}
            syncKey={syncKey}
            legend={!exact || members.length <= LEGEND_RUNS}
          />
        </section>
      ))}
    </div>
  );
}

function byKey(curves: readonly Curve[]): { name: string; members: Curve[] }[] {
  const names = [...new Set(curves.map(({ key }) => key))];
  return names.map((name) => ({ name, members: curves.filter(({ key }) => key === name) }));
}

interface CurveChartProps {
  name: string;
  members: readonly Curve[];
  syncKey: string;
  legend: boolean;
}

function CurveChart({ name, members, syncKey, legend }: CurveChartProps) {
  const series = useMemo(
    () =>
      members.map(({ label, color, points }, index): LineSeries => ({
        label,
        x: points.map(({ step }) => step),
        y: points.map(({ value }) => value),
        color: color ?? seriesColor(index),
      })),
    [members],
  );
  return (
    <LineChart
      label={`Curve of ${name}`}
      series={series}
      height={legend ? 220 : 200}
      syncKey={syncKey}
      legend={legend}
    />
  );
}
