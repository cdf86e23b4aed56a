import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { useRef } from "react";
import type { Table } from "@/lib/kernel/display/table";
import { counted, metric } from "@/lib/format/number";
import type { RendererProps } from "./renderer-props";

const ROW = 28;
const SHOWN = 10;

type Cell = Table["rows"][number][number];

function cellText(cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "number" ? metric(cell) : String(cell);
}

/** Rows in columns, typeset; a long table scrolls within itself and only what is seen is in the page. */
export default function TableOutput({ value }: RendererProps<Table>) {
  const { columns, rows, total } = value;
  const scroll = useRef<HTMLDivElement>(null);
  const long = rows.length > SHOWN;
  const virtual = useVirtualizer({
    count: rows.length,
    enabled: long,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const shown = long ? items.map(({ index }) => index) : rows.map((_, index) => index);
  const before = long ? (items[0]?.start ?? 0) : 0;
  const after = long ? virtual.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;
  return (
    <div>
      <div
        ref={scroll}
        role="region"
        aria-label={`Table, ${counted(total, "row")}`}
        tabIndex={0}
        data-keys="own"
        className="max-w-full overflow-auto rounded-sm"
        style={{ maxHeight: (SHOWN + 1.5) * ROW }}
      >
        <table className="border-collapse text-[13px] leading-5" aria-rowcount={total + 1}>
          <thead className="sticky top-0 z-[1] bg-page">
            <tr style={{ height: ROW }}>
              {columns.map((column, index) => (
                <th
                  key={index}
                  scope="col"
                  className={clsx(
                    "border-b border-line-strong pr-6 font-medium whitespace-nowrap",
                    column.type === "number" ? "text-right" : "text-left",
                  )}
                >
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {before > 0 && <tr aria-hidden style={{ height: before }} />}
            {shown.map((index) => (
              <tr key={index} aria-rowindex={index + 2} style={{ height: ROW }} className="border-b border-line">
                {rows[index]?.map((cell, place) => {
                  const text = cellText(cell);
                  return (
                    <td
                      key={place}
                      title={text.length > 40 ? text : undefined}
                      className={clsx(
                        "max-w-80 truncate pr-6 whitespace-nowrap",
                        typeof cell === "number" && "text-right",
                        cell === null && "text-faint",
                      )}
                    >
                      {cell === null ? "–" : text}
                    </td>
                  );
                })}
              </tr>
            ))}
            {after > 0 && <tr aria-hidden style={{ height: after }} />}
          </tbody>
        </table>
      </div>
      {total > SHOWN && (
        <p className="mt-1 text-xs text-faint">
          {counted(total, "row")} · {counted(columns.length, "column")}
          {total > rows.length && ` · the first ${rows.length} are here`}
        </p>
      )}
    </div>
  );
}
