import clsx from "clsx";
import { metric } from "@/lib/format/number";

/** One score a class, in the order of the labels; the highest stands out. */
export function ScoreBars({ labels, scores }: { labels: readonly string[]; scores: readonly number[] }) {
  const best = scores.indexOf(Math.max(...scores));
  const most = Math.max(1e-9, ...scores.map(Math.abs));
  const width = Math.min(14, Math.max(2, ...labels.map((label) => label.length + 1)));
  return (
    <ol aria-label="Scores" className="space-y-1">
      {labels.map((label, index) => (
        <li
          key={label}
          className={clsx("grid items-center gap-3", index === best && "font-semibold")}
          style={{ gridTemplateColumns: `${width}ch 1fr 5.5rem` }}
        >
          <span className="truncate text-right">{label}</span>
          <span className="h-3 overflow-hidden rounded-sm bg-hover">
            <span
              className={clsx(
                "block h-full origin-left rounded-sm transition-transform",
                index === best ? "bg-accent" : "bg-faint",
              )}
              style={{ transform: `scaleX(${Math.max(0, (scores[index] ?? 0) / most)})` }}
            />
          </span>
          <span className="text-right font-mono tabular-nums">{metric(scores[index] ?? 0)}</span>
        </li>
      ))}
    </ol>
  );
}
