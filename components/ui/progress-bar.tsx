import clsx from "clsx";

/** `value` of `total`; without a total the end is not known and the bar only moves. */
export function ProgressBar({
  value,
  total,
  label,
  className,
}: {
  value?: number;
  total?: number;
  label: string;
  className?: string;
}) {
  const known = value !== undefined && total !== undefined && total > 0;
  const share = known ? Math.min(1, Math.max(0, value / total)) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={known ? total : undefined}
      aria-valuenow={known ? value : undefined}
      className={clsx("h-1 overflow-hidden rounded-full bg-hover", className)}
    >
      {known ? (
        <div
          className="h-full origin-left rounded-full bg-accent transition-transform"
          style={{ transform: `scaleX(${share})` }}
        />
      ) : (
        <div className="h-full w-1/3 animate-indeterminate rounded-full bg-accent" />
      )}
    </div>
  );
}
