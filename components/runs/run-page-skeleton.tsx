import { Skeleton } from "@/components/ui/skeleton";

/** The page of a run or a comparison before it is known. */
export function RunPageSkeleton() {
  return (
    <div role="status" aria-busy="true">
      <span className="sr-only">Loading the run</span>
      <div className="space-y-3 pt-8 pb-5">
        <Skeleton className="h-3 w-12" />
        <Skeleton className="h-6 w-56" />
        <Skeleton className="h-3 w-96 max-w-full" />
      </div>
      <Skeleton className="mb-8 h-px w-full" />
      <div className="grid gap-10 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="grid gap-8 md:grid-cols-2">
          <Skeleton className="h-56" />
          <Skeleton className="h-56" />
        </div>
        <div className="space-y-3">
          {Array.from({ length: 8 }, (_, index) => (
            <Skeleton key={index} className="h-4" />
          ))}
        </div>
      </div>
    </div>
  );
}
