"use client";
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import GitCompareArrows from "lucide-react/icons/git-compare-arrows";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton";
import { type ColumnId, defaultColumns, readColumns, writeColumns } from "./columns";
import { ColumnsMenu } from "./columns-menu";
import { QueryField, queryProblem } from "./query-field";
import { RunsTable, type Sorting } from "./runs-table";
import { useAddress } from "./use-address";

const MOST_COMPARED = 20;

/** All runs of a workspace, found by a typed query, live. */
export function RunsPage({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [address, setAddress] = useAddress();
  const [query, setQuery] = useState(address.query);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const vocabulary = useQuery(trpc.runs.vocabulary.queryOptions({ workspace })).data;
  const [columns, chooseColumns] = useColumns(workspace);
  // A query that cannot be read yet leaves the list as it is.
  const [asked, setAsked] = useState(query);
  useEffect(() => {
    if (queryProblem(query) !== null) return;
    const timer = setTimeout(() => {
      setAsked(query.trim());
      setAddress({ query: query.trim() });
    }, 200);
    return () => clearTimeout(timer);
  }, [query, setAddress]);

  const { sorting } = address;
  const input = { workspace, query: asked, sort: sorting.by, descending: sorting.descending };
  const list = useInfiniteQuery(
    trpc.runs.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  );
  useSubscription(
    trpc.runs.watchList.subscriptionOptions(
      { workspace },
      {
        onData: () => {
          void client.invalidateQueries(trpc.runs.list.infiniteQueryFilter({ workspace }));
          void client.invalidateQueries(trpc.runs.vocabulary.queryFilter({ workspace }));
        },
      },
    ),
  );
  const { fetchNextPage, hasNextPage, isFetching } = list;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);

  const runs = list.data?.pages.flatMap((page) => page.runs) ?? [];
  const shown = columns ?? defaultColumns(vocabulary, runs);
  const empty = list.data && runs.length === 0;
  return (
    <div className="mx-auto w-full max-w-[1600px] px-4 pb-24 sm:px-8">
      <PageHeader
        title="Runs"
        actions={<CompareButton workspace={workspace} selected={selected} onClear={() => setSelected(new Set())} />}
      />
      <div className="flex items-start gap-2">
        <QueryField
          value={query}
          onChange={setQuery}
          vocabulary={vocabulary}
          placeholder="status = finished and params.lr < 0.01 and metrics.val_acc > 0.9"
        />
        <ColumnsMenu vocabulary={vocabulary} columns={shown} onChange={chooseColumns} />
      </div>
      {list.isPending && <SkeletonRows rows={10} label="Loading runs" />}
      {list.error && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {empty && asked === "" && (
        <EmptyState
          title="No runs yet"
          hint="A run begins in a cell, with runs.start. The examples have one: open “Handwritten digits” and press Run all."
          action={<ButtonLink href={`/w/${workspace}`}>Go to the notebooks</ButtonLink>}
        />
      )}
      {empty && asked !== "" && (
        <EmptyState
          title="No run matches"
          hint={asked}
          action={<Button onClick={() => setQuery("")}>Show all runs</Button>}
        />
      )}
      {runs.length > 0 && (
        <RunsTable
          workspace={workspace}
          runs={runs}
          columns={shown}
          sorting={sorting}
          onSort={(next: Sorting) => setAddress({ sorting: next })}
          selected={selected}
          onSelect={setSelected}
          onEnd={onEnd}
        />
      )}
    </div>
  );
}

function useColumns(workspace: string): [ColumnId[] | null, (columns: ColumnId[] | null) => void] {
  const [columns, setColumns] = useState<ColumnId[] | null>(null);
  useEffect(() => setColumns(readColumns(workspace)), [workspace]);
  const choose = (next: ColumnId[] | null) => {
    setColumns(next);
    writeColumns(workspace, next);
  };
  return [columns, choose];
}

function CompareButton({
  workspace,
  selected,
  onClear,
}: {
  workspace: string;
  selected: ReadonlySet<string>;
  onClear: () => void;
}) {
  const router = useRouter();
  if (selected.size === 0) return <span className="text-muted max-sm:hidden">Select two or more to compare</span>;
  const tooMany = selected.size > MOST_COMPARED;
  return (
    <>
      <span className="text-muted" role="status">
        {selected.size} selected{tooMany && `, at most ${MOST_COMPARED} side by side`}
      </span>
      <Button variant="plain" onClick={onClear}>
        Clear
      </Button>
      <Button
        variant="primary"
        icon={<GitCompareArrows size={14} aria-hidden />}
        disabled={selected.size < 2 || tooMany}
        onClick={() => router.push(`/w/${workspace}/runs/compare?ids=${[...selected].join(",")}`)}
      >
        Compare
      </Button>
    </>
  );
}
