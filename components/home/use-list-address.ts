"use client";
import { useRouter, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";

/** What of the notebooks is listed: a folder, those with a tag in it, or the deleted ones. */
export interface ListPlace {
  folder: string;
  tag: string | null;
  bin: boolean;
}

export function placeQuery({ folder = "", tag = null, bin = false }: Partial<ListPlace>): string {
  const query = new URLSearchParams();
  if (folder) query.set("folder", folder);
  if (tag) query.set("tag", tag);
  if (bin) query.set("bin", "1");
  const text = query.toString();
  return text && `?${text}`;
}

/** As the address bar names it, so that back goes back. */
export function useListAddress(): [ListPlace, (place: Partial<ListPlace>) => void] {
  const router = useRouter();
  const search = useSearchParams();
  const place = useMemo(
    () => ({ folder: search.get("folder") ?? "", tag: search.get("tag"), bin: search.has("bin") }),
    [search],
  );
  const go = useCallback(
    (next: Partial<ListPlace>) => router.push(placeQuery(next) || window.location.pathname, { scroll: false }),
    [router],
  );
  return [place, go];
}
