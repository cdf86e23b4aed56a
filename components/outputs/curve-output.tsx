import { useMemo } from "react";
import { LineChart, type LineSeries } from "@/components/ui/line-chart";
import type { Curve } from "@/lib/kernel/display/curve";
import { seriesColor } from "@/lib/series-colors";
import { groupSeries } from "@/lib/runs/group-series";
import type { RendererProps } from "./renderer-props";

/** The live curves of a training: one small chart a quantity, trained and validated together, sharing their cursor. */
export default function CurveOutput({ value }: RendererProps<Curve>) {
  const { run, series } = value;
  const groups = useMemo(() => groupSeries(series), [series]);
  return (
    <figure className="max-w-3xl">
      <figcaption className="sr-only">
        Metrics of {run.name} #{run.number}
      </figcaption>
      <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {groups.map(({ name, members }) => (
          <CurveChart key={name} name={name} members={members} syncKey={run.id} />
        ))}
        {groups.length === 0 && <div className="flex h-20 items-center text-faint">Waiting for the first metrics</div>}
      </div>
    </figure>
  );
}

function CurveChart({ name, members, syncKey }: { name: string; members: Curve["series"]; syncKey: string }) {
  const lines = useMemo(
    () =>
      members.map((one, index): LineSeries => ({
        label: one.key,
        x: one.points.map(([step]) => step),
        y: one.points.map(([, value]) => value),
        color: seriesColor(index),
      })),
    [members],
  );
  return <LineChart label={`Curve of ${name}`} series={lines} height={168} syncKey={syncKey} />;
}
