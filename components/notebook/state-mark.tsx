import clsx from "clsx";

/** States of a cell, told apart by shape and word as well as by colour. */
export type MarkState = "idle" | "fresh" | "stale" | "continued" | "running" | "queued" | "failed" | "cancelled";

export const stateWords: Record<MarkState, string> = {
  idle: "Never run",
  fresh: "Fresh",
  continued: "Continued from earlier state",
  running: "Running",
  queued: "Queued",
  stale: "Stale",
  failed: "Failed",
  cancelled: "Cancelled",
};

const common = { width: 12, height: 12, viewBox: "0 0 12 12", "aria-hidden": true } as const;

/**
 * One mark: running moves, stale is a filled dot, queued a hollow one, continued a dot with a tail, failed a bar, cancelled a slash, fresh
 * a faint tick; never run is empty.
 */
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
    case "continued":
      return (
        <svg {...common} className={clsx("text-amber", className)}>
          <circle cx="8.5" cy="6" r="2.5" fill="currentColor" />
          <path d="M0.75 6h5.5" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
        </svg>
      );
    case "fresh":
      return (
        <svg {...common} className={clsx("text-faint opacity-60", className)}>
          <path d="M2.5 6.5 5 9l4.5-6" fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinecap="round" />
        </svg>
      );
    case "cancelled":
      return (
        <svg {...common} className={clsx("text-faint", className)}>
          <path d="M3 10 9 2" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
        </svg>
      );
    default:
      return <span aria-hidden className={clsx("inline-block size-3", className)} />;
  }
}
