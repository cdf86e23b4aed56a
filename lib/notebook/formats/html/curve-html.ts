import type { Curve } from "@/lib/kernel/display/curve";
import { metric } from "@/lib/format/number";
import { groupSeries } from "@/lib/runs/group-series";
import { seriesColor } from "@/lib/series-colors";
import { escapeHtml } from "./escape";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [360, 150, 44, 18, 8];

type Point = readonly [number, number];
const finite = (points: Curve["series"][number]["points"]): Point[] =>
  points.flatMap(([step, value]): Point[] => (value === null ? [] : [[step, value]]));

function range(values: readonly number[]): [number, number] {
  const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  return low < high ? [low, high] : [low - 0.5, low + 0.5];
}

/** One small chart of series that share a scale, with the ends of its axes. */
function chart(series: Curve["series"]): string {
  const all = series.map(({ points }) => finite(points));
  const [x0, x1] = range(all.flat().map(([step]) => step));
  const [y0, y1] = range(all.flat().map(([, value]) => value));
  if (!Number.isFinite(x0)) return "";
  const x = (step: number) => LEFT + ((step - x0) / (x1 - x0)) * (WIDTH - LEFT - 4);
  const y = (value: number) => TOP + (1 - (value - y0) / (y1 - y0)) * (HEIGHT - TOP - BOTTOM);
  const lines = all.map((points, index) => {
    const at = points.map(([step, value]) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    return `<polyline points="${at}" fill="none" stroke="${seriesColor(index)}" stroke-width="1.5"/>`;
  });
  const label = (text: string, left: number, top: number, anchor: string) =>
    `<text x="${left}" y="${top}" text-anchor="${anchor}">${escapeHtml(text)}</text>`;
  const axis = `<path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - 4}" fill="none" stroke="var(--line-strong)"/>`;
  const names = series.map(({ key }) => key).join(", ");
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Curve of ${escapeHtml(names)}">${axis}${lines.join("")}${label(metric(y1), LEFT - 6, TOP + 8, "end")}${label(metric(y0), LEFT - 6, HEIGHT - BOTTOM, "end")}${label(metric(x0), LEFT, HEIGHT - 4, "start")}${label(metric(x1), WIDTH - 4, HEIGHT - 4, "end")}</svg>`;
}

/** The curves of a training, as they stood: those that measure the same share a chart. */
export function curveHtml({ series }: Curve): string {
  const charts = groupSeries(series).map(({ members }) => {
    const keys = members.map(
      ({ key }, index) => `<span class="key"><i style="background:${seriesColor(index)}"></i>${escapeHtml(key)}</span>`,
    );
    return `<figure>${chart(members)}<figcaption>${keys.join(" ")}</figcaption></figure>`;
  });
  return `<div class="curves">${charts.join("")}</div>`;
}
