"use client";
import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { useRef } from "react";
import { useTRPC } from "@/components/trpc/context";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { describeColumn } from "@/lib/datasets/manifest";
import { count } from "@/lib/format/number";
import type { DatasetColumn } from "@/lib/protocol/dataset";
import { Distribution } from "./distribution";
import { useRows } from "./use-rows";
import { isPicture, ValueCell } from "./value-cell";

/** The server previews no more than these. */
const MOST_COLUMNS = 100;
/** Browsers cannot scroll a box of more than some tens of millions of pixels. */
const MOST_ROWS = 300_000;

interface PreviewTableProps {
  workspace: string;
  versionId: string;
  columns: readonly DatasetColumn[];
  rows: number;
}

/** The version's rows, with what each column holds above it. Only what is seen is fetched and in the page. */
export function PreviewTable({ workspace, versionId, columns: all, rows }: PreviewTableProps) {
  const trpc = useTRPC();
  const statistics = useQuery(trpc.datasets.stats.queryOptions({ workspace, versionId }, { staleTime: Infinity }));
  const scroll = useRef<HTMLDivElement>(null);
  const columns = all.slice(0, MOST_COLUMNS);
  const rowHeight = columns.some(isPicture) ? 48 : 28;
  const virtual = useVirtualizer({
    count: Math.min(rows, MOST_ROWS),
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const window = useRows(workspace, versionId, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  if (window.error) return <ErrorState error={window.error} onRetry={window.retry} />;

  const spacer = (height: number) => height > 0 && <tr aria-hidden style={{ height }} />;
  const digits = String(Math.min(rows, MOST_ROWS)).length;
  return (
    <>
      <div ref={scroll} role="region" aria-label="Rows" tabIndex={0} className="max-h-[65vh] overflow-auto rounded-sm">
        <table className="min-w-full border-collapse text-left" aria-rowcount={rows + 1}>
          <thead className="sticky top-0 z-10 bg-page">
            <tr className="align-top">
              <th
                scope="col"
                className="border-b border-line-strong pr-4 text-right text-xs font-normal text-faint"
                style={{ minWidth: `${digits + 2}ch` }}
              >
                <span className="sr-only">Row</span>
              </th>
              {columns.map((column, i) => (
                <th
                  key={column.name}
                  scope="col"
                  className="min-w-32 border-b border-line-strong pr-6 pb-2 font-medium"
                >
                  <p className="max-w-48 truncate" title={column.name}>
                    {column.name}
                  </p>
                  <p className="mb-1.5 text-xs font-normal text-faint">{describeColumn(column)}</p>
                  <div style={{ height: 44 }}>
                    {statistics.data?.[i] ? (
                      <Distribution column={column} statistics={statistics.data[i]} />
                    ) : (
                      statistics.isPending && <Skeleton className="h-6 w-28" />
                    )}
                  </div>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {spacer(items[0]?.start ?? 0)}
            {items.map(({ index }) => {
              const row = window.row(index);
              return (
                <tr
                  key={index}
                  aria-rowindex={index + 2}
                  style={{ height: rowHeight }}
                  className="border-b border-line"
                >
                  <td className="pr-4 text-right text-xs text-faint tabular-nums">{count(index)}</td>
                  {columns.map((column, i) => (
                    <td key={column.name} className={clsx("max-w-64 truncate pr-6 whitespace-nowrap")}>
                      {row ? (
                        <ValueCell column={column} value={row[i]} range={statistics.data?.[i]?.range} />
                      ) : (
                        <Skeleton className="h-3 w-16" />
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
            {spacer(virtual.getTotalSize() - (items.at(-1)?.end ?? 0))}
          </tbody>
        </table>
      </div>
      {(all.length > MOST_COLUMNS || rows > MOST_ROWS) && (
        <p className="mt-2 text-xs text-faint">
          {all.length > MOST_COLUMNS && `The first ${MOST_COLUMNS} of ${count(all.length)} columns are here. `}
          {rows > MOST_ROWS && `The first ${count(MOST_ROWS)} of ${count(rows)} rows are here.`}
        </p>
      )}
    </>
  );
}
