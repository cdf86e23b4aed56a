"use client";
import { useRouter, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { isSortId } from "./columns";
import type { Sorting } from "./runs-table";

export interface Address {
  query: string;
  sorting: Sorting;
}

/** What the list shows, as the address bar names it: `?q=…&sort=…&order=asc`. */
export function useAddress(): [Address, (change: Partial<Address>) => void] {
  const router = useRouter();
  const search = useSearchParams();
  const address = useMemo((): Address => {
    const sort = search.get("sort");
    return {
      query: search.get("q") ?? "",
      sorting: { by: sort && isSortId(sort) ? sort : "created", descending: search.get("order") !== "asc" },
    };
  }, [search]);
  const set = useCallback(
    (change: Partial<Address>) => {
      const { query, sorting } = { ...address, ...change };
      const next = new URLSearchParams();
      if (query) next.set("q", query);
      if (sorting.by !== "created") next.set("sort", sorting.by);
      if (!sorting.descending) next.set("order", "asc");
      if (next.toString() !== search.toString()) router.replace(`?${next.toString()}`, { scroll: false });
    },
    [address, router, search],
  );
  return [address, set];
}
