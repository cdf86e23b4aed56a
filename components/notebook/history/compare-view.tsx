"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useCommands } from "@/components/commands/use-commands";
import { useTRPC } from "@/components/trpc/context";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { diffNotebooks, type NotebookContent } from "@/lib/history/notebook-diff";
import type { Version } from "@/lib/history/version";
import { useSession } from "../session-context";
import { CompareHeader } from "./compare-header";
import { DiffList } from "./diff-list";
import { useLiveContent } from "./live-content";
import { type Comparison, useComparison } from "./use-comparison";
import { useTimeline } from "./use-timeline";
import { inOrder, type TitleChange, titleChange } from "./version-words";

const NONE: readonly Version[] = [];

/** What has changed between two states of the notebook, cell by cell. It lies over the notebook, which goes on beneath. */
export default function CompareView({ comparison }: { comparison: Comparison }) {
  const { compare } = useComparison();
  const timeline = useTimeline();
  const versions = timeline.data?.versions ?? NONE;
  const ordered = inOrder(comparison, versions);
  const before = useVersion(ordered.from);
  const then = useVersion(ordered.to);
  const now = useLiveContent();
  const after = ordered.to === null ? now : then.data;
  const error = before.error ?? then.error;
  useCommands({ "history.close": () => compare(null) });
  return (
    <section
      aria-label="Comparison of versions"
      className="absolute inset-0 z-20 overflow-y-auto bg-page"
      tabIndex={-1}
      data-keys="history"
      ref={focusOnce}
    >
      <CompareHeader
        comparison={ordered}
        versions={versions}
        content={before.data}
        titleNow={timeline.data?.title ?? null}
      />
      <div className="mx-auto w-full max-w-[860px] px-6 pt-4 pb-24 max-md:px-3">
        {error ? (
          <ErrorState error={error} onRetry={() => void (before.error ? before : then).refetch()} />
        ) : before.data && after ? (
          <Differences
            comparison={ordered}
            before={before.data}
            after={after}
            title={timeline.data && titleChange(ordered, timeline.data)}
          />
        ) : (
          <Loading />
        )}
      </div>
    </section>
  );
}

/** The keyboard goes on here: what lies beneath cannot be reached. */
const focusOnce = (section: HTMLElement | null): void => {
  if (section && !document.activeElement?.closest("aside,[role=dialog]")) section.focus({ preventScroll: true });
};

/** A version never changes: it is asked for once. */
function useVersion(id: string | null) {
  const { workspace, notebookId } = useSession().options;
  const trpc = useTRPC();
  return useQuery(
    trpc.history.read.queryOptions(
      { workspace, notebookId, savedVersionId: id ?? "" },
      { enabled: id !== null, staleTime: Infinity },
    ),
  );
}

interface DifferencesProps {
  comparison: Comparison;
  before: NotebookContent;
  after: NotebookContent;
  title: TitleChange | null | undefined;
}

function Differences({ comparison, before, after, title }: DifferencesProps) {
  const diff = useMemo(() => diffNotebooks(before, after), [before, after]);
  const changes = useChanges(comparison, after);
  return <DiffList diff={diff} before={before} changes={changes} title={title ?? null} />;
}

const SOON_MS = 800;

/** Who changed what; asked again a moment after somebody wrote, where it goes up to now. */
function useChanges({ from, to }: Comparison, after: NotebookContent) {
  const { workspace, notebookId } = useSession().options;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const input = { workspace, notebookId, fromVersionId: from, toVersionId: to };
  const { data } = useQuery(trpc.history.changes.queryOptions(input, { staleTime: to === null ? 0 : Infinity }));
  useEffect(() => {
    if (to !== null) return undefined;
    const timer = setTimeout(
      () => void queries.invalidateQueries(trpc.history.changes.queryFilter({ notebookId, toVersionId: null })),
      SOON_MS,
    );
    return () => clearTimeout(timer);
  }, [after, to, queries, trpc, notebookId]);
  return data;
}

const Loading = () => (
  <div role="status" aria-busy="true" className="space-y-6 pt-2">
    <span className="sr-only">Loading the versions</span>
    {["w-2/3", "w-1/2", "w-3/4"].map((width) => (
      <div key={width} className="space-y-2">
        <Skeleton className="h-3 w-28" />
        <Skeleton className={`h-16 ${width}`} />
      </div>
    ))}
  </div>
);
