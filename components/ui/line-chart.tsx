"use client";
import dynamic from "next/dynamic";
import { Skeleton } from "./skeleton";
import type { LineChartProps } from "./line-chart-plot";

export type { LineChartProps, LineSeries } from "./line-chart-plot";

const Plot = dynamic(() => import("./line-chart-plot").then((module) => module.LineChartPlot), {
  ssr: false,
  loading: () => <Skeleton className="absolute inset-x-0 top-1/2 h-px" />,
});

/**
 * Curves over steps, redrawn as `series` grows. Charts with the same `syncKey` share their cursor. The plotting
 * library comes with the first chart; the space is held meanwhile.
 */
export function LineChart(props: LineChartProps) {
  const height = props.height ?? 200;
  return (
    <div style={{ height }} className="relative w-full">
      <Plot {...props} height={height} />
    </div>
  );
}
