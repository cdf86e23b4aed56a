"use client";
import { useQueries } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";
import type { CellValue } from "./value-cell";

const PAGE = 50;

/** The rows from `first` to `last`, fetched in pages as they come into view; those still on their way are null. */
export function useRows(workspace: string, versionId: string, first: number, last: number) {
  const trpc = useTRPC();
  const from = Math.floor(first / PAGE);
  const pages = Array.from({ length: Math.max(1, Math.floor(last / PAGE) - from + 1) }, (_, i) => from + i);
  const queries = useQueries({
    queries: pages.map((page) =>
      trpc.datasets.rows.queryOptions(
        { workspace, versionId, offset: page * PAGE, limit: PAGE },
        { staleTime: Infinity },
      ),
    ),
  });
  const byPage = new Map(pages.map((page, i) => [page, queries[i]?.data]));
  return {
    row: (index: number): readonly CellValue[] | null => byPage.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null,
    error: queries.find((query) => query.error)?.error ?? null,
    retry: () => queries.forEach((query) => query.error && void query.refetch()),
  };
}
