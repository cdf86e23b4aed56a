import { ProgressBar } from "@/components/ui/progress-bar";
import { count, metric } from "@/lib/format/number";
import { duration } from "@/lib/format/time";
import type { OutputChunk } from "@/lib/protocol/output";

type Progress = Extract<OutputChunk, { kind: "progress" }>;

const isOver = ({ value, total }: Progress): boolean => total !== undefined && value >= total;

/** How fast it goes and how long it still takes, where that can be told. */
function pace({ value, total, elapsedMs }: Progress): string {
  if (value <= 0 || elapsedMs < 200) return "";
  const perSecond = (value / elapsedMs) * 1000;
  const rate = perSecond >= 1 ? `${metric(Number(perSecond.toPrecision(2)))}/s` : `${duration(elapsedMs / value)} each`;
  if (total === undefined || value >= total) return rate;
  return `${rate} · ${duration(((total - value) * elapsedMs) / value)} left`;
}

/** One line: what, how far, how fast, how long still. When it is over, it says how long it took. */
export function ProgressOutput({ progress, running }: { progress: Progress; running: boolean }) {
  const { label, value, total, elapsedMs, detail } = progress;
  const done = !running || isOver(progress);
  return (
    <div className="flex max-w-2xl items-center gap-3 text-[13px] leading-5 tabular-nums max-sm:flex-wrap">
      <span className="shrink-0 text-muted">{label}</span>
      {(!done || (total !== undefined && value < total)) && (
        <ProgressBar
          label={label}
          value={total === undefined ? undefined : value}
          total={total}
          className="min-w-24 flex-1"
        />
      )}
      <span className="shrink-0 font-mono text-xs">
        {count(value)}
        {total !== undefined && `/${count(total)}`}
      </span>
      {detail && <span className="truncate font-mono text-xs text-muted">{detail}</span>}
      <span className="shrink-0 text-xs text-faint">
        {done ? duration(elapsedMs) : detail?.includes(" left") ? "" : pace(progress)}
      </span>
    </div>
  );
}
