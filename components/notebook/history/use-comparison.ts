"use client";
import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";

/** Which two states are looked at; `to` is null for the notebook as it is now. */
export interface Comparison {
  from: string;
  to: string | null;
}

function addressOf(comparison: Comparison | null): string {
  const search = new URLSearchParams(window.location.search);
  search.delete("version");
  search.delete("against");
  if (comparison) search.set("version", comparison.from);
  if (comparison?.to) search.set("against", comparison.to);
  return `${window.location.pathname}${search.size > 0 ? `?${search.toString()}` : ""}${window.location.hash}`;
}

/** What is compared, as the address bar names it: `?version=…&against=…`. Nothing is fetched for the page itself. */
export function useComparison(): { comparison: Comparison | null; compare: (next: Comparison | null) => void } {
  const search = useSearchParams();
  const [from, to] = [search.get("version"), search.get("against")];
  const comparison = useMemo(() => (from === null ? null : { from, to }), [from, to]);
  const compare = useCallback((next: Comparison | null) => window.history.pushState(null, "", addressOf(next)), []);
  return { comparison, compare };
}
