import clsx from "clsx";

/** A grey stand-in with the size of what will come. Give its container `aria-busy`. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden className={clsx("block animate-breathe rounded-sm bg-hover", className)} />
);

/** Rows as a list or table will have them. */
export function SkeletonRows({ rows = 6, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-busy="true" className="divide-y divide-line">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex h-10 items-center gap-6">
          <Skeleton className={clsx("h-3", index % 3 === 0 ? "w-56" : index % 3 === 1 ? "w-40" : "w-48")} />
          <Skeleton className="ml-auto h-3 w-20" />
          <Skeleton className="h-3 w-16" />
        </div>
      ))}
    </div>
  );
}
