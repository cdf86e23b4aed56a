import clsx from "clsx";

/** States of a cell, told apart by shape and word as well as by colour. */
export type MarkState = "idle" | "fresh" | "running" | "queued" | "stale" | "failed" | "cancelled" | "lost";

export const stateWords: Record<MarkState, string> = {
  idle: "Not run",
  fresh: "Up to date",
  running: "Running",
  queued: "Queued",
  stale: "Stale",
  failed: "Failed",
  cancelled: "Cancelled",
  lost: "Interrupted by a lost connection",
};

const common = { width: 12, height: 12, viewBox: "0 0 12 12", "aria-hidden": true } as const;

/** One mark: running moves, stale is a filled dot, queued a hollow one, failed a bar, cancelled a slash, fresh and idle are calm. */
export function StateMark({ state, className }: { state: MarkState; className?: string }) {
  switch (state) {
    case "running":
      return (
        <svg {...common} className={clsx("animate-spin-slow text-accent", className)}>
          <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeOpacity="0.25" strokeWidth="1.75" />
          <path
            d="M10.5 6A4.5 4.5 0 0 0 6 1.5"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.75"
            strokeLinecap="round"
          />
        </svg>
      );
    case "queued":
      return (
        <svg {...common} className={clsx("text-faint", className)}>
          <circle cx="6" cy="6" r="3.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
      );
    case "stale":
      return (
        <svg {...common} className={clsx("text-amber", className)}>
          <circle cx="6" cy="6" r="3.5" fill="currentColor" />
        </svg>
      );
    case "failed":
      return (
        <svg {...common} className={clsx("text-danger", className)}>
          <rect x="4.75" y="1" width="2.5" height="10" rx="1.25" fill="currentColor" />
        </svg>
      );
    case "cancelled":
    case "lost":
      return (
        <svg {...common} className={clsx("text-faint", className)}>
          <path d="M3 10 9 2" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
        </svg>
      );
    default:
      return <span aria-hidden className={clsx("inline-block size-3", className)} />;
  }
}
