"use client";
import { useEffect, useMemo, useRef, useState } from "react";
import { errorText } from "@/components/trpc/error-text";
import type { ColumnStatistics } from "@/lib/datasets/statistics";
import type { Table } from "@/lib/kernel/display/table-shape";
import type { TableCell } from "@/lib/tables/cell-schema";
import { PAGE_ROWS, type TableSource, type TableView, wholeTable } from "@/lib/tables/table-query";
import { useOutputPlace } from "../output-context";
import { useStoredBytes } from "../stored-bytes";
import { StoredTable } from "./stored-table";
import { FirstOf, KernelTable, tableHere } from "./table-sources";

/** Where all rows of the table are: with it, in its kernel, or in the store. `complete`: they are somewhere. */
export function useTableSource(table: Table): { source: TableSource; complete: boolean } {
  const { viewer } = useOutputPlace();
  const read = useStoredBytes();
  const sources = useMemo(() => {
    if (table.rows.length >= table.total) return { found: [tableHere(table)], stored: null };
    const stored = table.stored ? new StoredTable(table.stored, read) : null;
    const live = viewer && table.ref !== undefined ? [new KernelTable(viewer, table.ref)] : [];
    return { found: [...live, ...(stored ? [stored] : [])], stored };
  }, [table, viewer, read]);
  useEffect(() => () => sources.stored?.close(), [sources]);
  return useMemo(
    () => ({
      source: new FirstOf(sources.found.length > 0 ? sources.found : [tableHere(table)]),
      complete: sources.found.length > 0,
    }),
    [sources, table],
  );
}

interface Pages {
  key: string;
  total: number;
  pages: ReadonlyMap<number, readonly (readonly TableCell[])[]>;
}

/** The rows of a view as they come into sight; those on their way are null. The first ones of the whole are there at once. */
export function useTableRows(source: TableSource, table: Table, total: number, view: TableView) {
  const key = JSON.stringify(view);
  const isWhole = key === JSON.stringify(wholeTable);
  const first = useMemo(() => ({ key, total, pages: new Map([[0, table.rows]]) }), [key, total, table.rows]);
  const [loaded, setLoaded] = useState<Pages | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const asked = useRef({ source, key, pages: new Set<number>() });
  const mine = loaded?.key === key ? loaded : null;
  const shown = mine ?? (isWhole ? first : null);

  const want = (from: number, to: number) => {
    if (asked.current.key !== key || asked.current.source !== source)
      asked.current = { source, key, pages: new Set(isWhole ? [0] : []) };
    for (let page = Math.floor(from / PAGE_ROWS); page <= Math.floor(to / PAGE_ROWS); page++) {
      if (asked.current.pages.has(page)) continue;
      asked.current.pages.add(page);
      source.rows(view, page * PAGE_ROWS, PAGE_ROWS).then(
        (answer) => {
          setTrouble(null);
          setLoaded((before) => {
            if (asked.current.key !== key) return before;
            const base = before?.key === key ? before : isWhole ? first : { pages: new Map() };
            return { key, total: answer.total, pages: new Map(base.pages).set(page, answer.rows) };
          });
        },
        (error: unknown) => {
          asked.current.pages.delete(page);
          setTrouble(errorText(error).message);
        },
      );
    }
  };
  return {
    /** Of the view; null while it is not known. */
    total: shown?.total ?? null,
    row: (index: number) => shown?.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS] ?? null,
    want,
    trouble,
  };
}

/** What each column holds, over the rows that the filter lets through. */
export function useColumnStatistics(source: TableSource, filter: string): readonly ColumnStatistics[] | null {
  const [known, setKnown] = useState<{ source: TableSource; filter: string; statistics: ColumnStatistics[] } | null>(
    null,
  );
  useEffect(() => {
    let current = true;
    source.columns({ filter, sort: null }).then(
      (statistics) => current && setKnown({ source, filter, statistics }),
      // The rows say what is wrong.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [source, filter]);
  return known?.source === source ? known.statistics : null;
}
