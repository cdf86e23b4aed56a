import { Skeleton } from "@/components/ui/skeleton";

const Cells = () => (
  <div role="status" aria-busy="true" className="pl-10 max-md:pl-8">
    <span className="sr-only">Opening the notebook</span>
    <Skeleton className="mt-6 h-7 w-72 max-w-full" />
    <Skeleton className="mt-5 h-4 w-[60ch] max-w-full" />
    <Skeleton className="mt-3 h-4 w-[48ch] max-w-full" />
    <Skeleton className="mt-8 h-24 w-full" />
    <Skeleton className="mt-6 h-14 w-full" />
    <Skeleton className="mt-6 h-32 w-full" />
  </div>
);

/** The notebook page before it is there, in its own layout. */
export function NotebookSkeleton() {
  return (
    <div className="flex h-dvh flex-col">
      <div className="flex h-12 shrink-0 items-center gap-4 border-b border-line px-4">
        <Skeleton className="size-5" />
        <Skeleton className="h-3.5 w-48" />
        <span className="flex-1" />
        <Skeleton className="h-7 w-20" />
      </div>
      <div className="mx-auto w-full max-w-[860px] flex-1 px-3 pt-6">
        <Cells />
      </div>
      <div className="h-8 shrink-0 border-t border-line bg-sunken" />
    </div>
  );
}
