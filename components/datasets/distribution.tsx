import type { ColumnStatistics } from "@/lib/datasets/statistics";
import { count, metric } from "@/lib/format/number";
import type { DatasetColumn } from "@/lib/protocol/dataset";

const WIDTH = 112;
const HEIGHT = 24;

/** What a column holds, in the space of a heading: bars of a histogram, or of the most frequent values. */
export function Distribution({ column, statistics }: { column: DatasetColumn; statistics: ColumnStatistics }) {
  const { range, histogram, top, distinct, missing } = statistics;
  const bars = histogram ?? (distinct !== undefined && distinct <= 12 ? top?.map((one) => one.count) : undefined);
  return (
    <div className="font-normal">
      {bars && bars.length > 0 ? (
        <Bars values={bars} label={describe(column, statistics)} />
      ) : (
        <div style={{ height: HEIGHT }} />
      )}
      <p className="mt-1 truncate text-xs text-faint tabular-nums" title={describe(column, statistics)}>
        {range ? `${shown(column, range.min)} – ${shown(column, range.max)}` : words(statistics)}
        {missing > 0 && <span className="text-warn"> · {count(missing)} missing</span>}
      </p>
    </div>
  );
}

function Bars({ values, label }: { values: readonly number[]; label: string }) {
  const highest = Math.max(...values, 1);
  const step = WIDTH / values.length;
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={label} className="text-accent">
      {values.map((value, i) => {
        const height = value === 0 ? 0 : Math.max(1, (value / highest) * HEIGHT);
        return (
          <rect
            key={i}
            x={i * step}
            y={HEIGHT - height}
            width={Math.max(1, Math.min(step - 1, 14))}
            height={height}
            fill="currentColor"
            opacity={0.55}
          />
        );
      })}
    </svg>
  );
}

const shown = (column: DatasetColumn, value: number) =>
  column.type === "date" ? new Date(value).toISOString().slice(0, 10) : metric(value);

function words({ top, distinct }: ColumnStatistics): string {
  if (distinct === undefined) return "more than 10,000 values";
  if (distinct === 1) return "1 value";
  return top && distinct <= 12
    ? top
        .slice(0, 3)
        .map(({ value }) => value)
        .join(", ") + (distinct > 3 ? ", …" : "")
    : `${count(distinct)} values`;
}

function describe(column: DatasetColumn, { range, top, missing }: ColumnStatistics): string {
  const parts = [column.name];
  if (range)
    parts.push(`from ${shown(column, range.min)} to ${shown(column, range.max)}, mean ${shown(column, range.mean)}`);
  if (top) parts.push(top.map(({ value, count: n }) => `${value}: ${count(n)}`).join(", "));
  if (missing > 0) parts.push(`${count(missing)} missing`);
  return parts.join("; ");
}
