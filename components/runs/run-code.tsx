"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { FactList } from "./fact-list";

interface RunCodeProps {
  workspace: string;
  runId: string;
  /** The cell that started the run is marked. */
  cellId: string | null;
}

/** The cells as they were when the run began, and what else is needed to run them again. */
export function RunCode({ workspace, runId, cellId }: RunCodeProps) {
  const trpc = useTRPC();
  const snapshot = useQuery(trpc.runs.snapshot.queryOptions({ workspace, runId }, { staleTime: Infinity }));
  if (snapshot.isPending) return <SkeletonRows rows={8} label="Loading the code" />;
  if (snapshot.error) return <ErrorState error={snapshot.error} onRetry={() => void snapshot.refetch()} />;
  const { cells, packages, seed } = snapshot.data;
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <ol aria-label="Cells" className="min-w-0 space-y-3">
        {cells.map((cell) => (
          <li key={cell.id} className="group relative">
            {cell.id === cellId && <p className="mb-1 text-xs text-accent">Started here</p>}
            <pre
              tabIndex={0}
              className={`overflow-x-auto border-l-2 py-1 pl-4 text-sm leading-5 ${cell.id === cellId ? "border-accent" : "border-line"} ${cell.type === "md" ? "font-sans whitespace-pre-wrap text-muted" : "font-mono"}`}
            >
              {cell.source}
            </pre>
            <span className="absolute top-0 right-0 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
              <CopyButton text={cell.source} label="Copy the cell" />
            </span>
          </li>
        ))}
      </ol>
      <aside>
        <h2 className="mb-2 font-medium">Kernel</h2>
        <FactList label="Kernel" facts={[["seed", seed], ...Object.entries(packages)]} />
      </aside>
    </div>
  );
}
