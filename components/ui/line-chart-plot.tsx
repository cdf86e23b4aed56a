"use client";
import { useTheme } from "next-themes";
import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { metric } from "@/lib/format/number";
import { seriesColor } from "@/lib/series-colors";

export interface LineSeries {
  label: string;
  /** Steps, ascending, one for each value. */
  x: readonly number[];
  y: readonly (number | null)[];
  color?: string;
}

export interface LineChartProps {
  /** What the chart shows, for those who do not see it. */
  label: string;
  series: readonly LineSeries[];
  height?: number;
  syncKey?: string;
  logY?: boolean;
  legend?: boolean;
}

type Aligned = uPlot.AlignedData;

/** A value with none beside it makes no line: it is drawn as a point. */
const isLone = (series: LineSeries): boolean => series.y.filter((value) => value !== null).length < 2;

/** From the first step to the last. Of a lone one the library makes a hundred, before it asks. */
function xRange({ data: [steps] }: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  const [only] = steps;
  return steps.length === 1 && only !== undefined ? [only, only + 1] : [min, max];
}

function align(series: readonly LineSeries[]): Aligned {
  const tables = series.map((one): Aligned => [[...one.x], [...one.y]]);
  if (tables.length === 0) return [[]];
  return tables.length === 1 ? (tables[0] as Aligned) : uPlot.join(tables);
}

function axisStyle(element: HTMLElement): Pick<uPlot.Axis, "stroke" | "font" | "grid" | "ticks"> {
  const style = getComputedStyle(element);
  const line = style.getPropertyValue("--line");
  return {
    stroke: style.getPropertyValue("--faint"),
    font: "11px Inter Variable, sans-serif",
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  };
}

function optionsOf(element: HTMLElement, props: LineChartProps, height: number): uPlot.Options {
  const axis = axisStyle(element);
  return {
    width: Math.max(40, element.clientWidth),
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 5 },
      drag: { x: true, y: false },
      ...(props.syncKey ? { sync: { key: props.syncKey } } : {}),
    },
    scales: { x: { time: false, range: xRange }, y: { distr: props.logY ? 3 : 1 } },
    axes: [
      { ...axis, grid: { show: false }, size: 24, space: 56 },
      { ...axis, size: 52, space: 32, values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : metric(tick))) },
    ],
    series: [
      {},
      ...props.series.map((one, index) => ({
        label: one.label,
        stroke: one.color ?? seriesColor(index),
        width: 1.5,
        spanGaps: true,
        points: { show: isLone(one), size: 5 },
      })),
    ],
    hooks: { setCursor: [(plot) => showReadings(plot, element)] },
  };
}

/** Writes the values under the cursor into the legend, without a React render for each mouse move. */
function showReadings(plot: uPlot, element: HTMLElement): void {
  const index = plot.cursor.idx ?? null;
  const readings = element.parentElement?.querySelectorAll<HTMLElement>("[data-reading]") ?? [];
  readings.forEach((reading, series) => {
    const values = plot.data[series + 1];
    const value = index === null ? lastOf(values) : values?.[index];
    reading.textContent = value === null || value === undefined ? "" : metric(value);
  });
}

function lastOf(values: ArrayLike<number | null | undefined> | undefined): number | null | undefined {
  for (let index = (values?.length ?? 0) - 1; index >= 0; index -= 1) if (values?.[index] != null) return values[index];
  return undefined;
}

function lastText(values: LineSeries["y"]): string {
  const last = lastOf(values);
  return last == null ? "none" : metric(last);
}

const summary = (series: readonly LineSeries[]): string =>
  series.map((one) => `${one.label}: ${one.y.length} points, last ${lastText(one.y)}`).join("; ");

export function LineChartPlot(props: LineChartProps) {
  const { series, height = 200, legend = true } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const { resolvedTheme } = useTheme();
  const plotHeight = legend ? height - 20 : height;
  const data = useMemo(() => align(series), [series]);
  const shape = JSON.stringify([
    series.map((one) => [one.label, one.color, isLone(one)]),
    props.syncKey,
    props.logY,
    plotHeight,
    resolvedTheme,
  ]);
  const latest = useRef({ props, data });
  useLayoutEffect(() => {
    latest.current = { props, data };
  });

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = new uPlot(optionsOf(element, latest.current.props, plotHeight), latest.current.data, element);
    plot.current = made;
    showReadings(made, element);
    const resize = new ResizeObserver(() =>
      made.setSize({ width: Math.max(40, element.clientWidth), height: plotHeight }),
    );
    resize.observe(element);
    return () => {
      resize.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape, plotHeight]);

  useEffect(() => {
    const element = box.current;
    if (!plot.current || !element) return;
    plot.current.setData(data);
    showReadings(plot.current, element);
  }, [data]);

  return (
    <div role="img" aria-label={`${props.label}. ${summary(series)}`} className="w-full overflow-hidden">
      {legend && (
        <div aria-hidden className="flex h-5 items-center gap-4 overflow-hidden text-xs whitespace-nowrap text-muted">
          {series.map((one, index) => (
            <span key={one.label} className="inline-flex items-center gap-1.5">
              <span className="h-0.5 w-3 rounded-full" style={{ background: one.color ?? seriesColor(index) }} />
              {one.label}
              <span data-reading className="min-w-10 font-mono text-ink tabular-nums" />
            </span>
          ))}
        </div>
      )}
      <div ref={box} style={{ height: plotHeight }} />
    </div>
  );
}
