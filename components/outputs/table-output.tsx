import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import Search from "lucide-react/icons/search";
import { useEffect, useRef, useState } from "react";
import { Distribution } from "@/components/datasets/distribution";
import { count, counted, datum } from "@/lib/format/number";
import type { Table } from "@/lib/kernel/display/table-shape";
import type { TableCell } from "@/lib/tables/cell-schema";
import type { TableSource, TableView } from "@/lib/tables/table-query";
import { useOutputActions } from "./output-actions";
import type { RendererProps } from "./renderer-props";
import { useColumnStatistics, useTableRows, useTableSource } from "./table/use-table";

const ROW = 28;
const SHOWN = 10;
/** Statistics and a filter help where the rows cannot be taken in at a glance. */
const LONG = 12;
/** Browsers cannot make a box higher than some tens of millions of pixels. */
const MOST_PIXELS = 30_000_000;
const COPY_ROWS = 10_000;

function cellText(cell: TableCell): string {
  if (cell === null) return "";
  return typeof cell === "number" ? datum(cell) : String(cell);
}

/** Rows in columns, typeset, sorted and filtered by whoever reads. Of a long table only what is seen is in the page. */
export default function TableOutput({ value: table }: RendererProps<Table>) {
  const { source, complete } = useTableSource(table);
  const total = complete ? table.total : table.rows.length;
  const [filter, setFilter] = useState("");
  const settled = useSettled(filter, 250);
  const [sort, setSort] = useState<TableView["sort"]>(null);
  const view = { filter: settled, sort };
  const rows = useTableRows(source, table, total, view);
  const long = total > LONG;
  useTableActions(table, source, view);
  return (
    <div className="min-w-0">
      <Grid
        key={settled}
        table={table}
        rows={rows}
        sort={sort}
        onSort={setSort}
        statistics={long ? { source, filter: settled } : null}
      />
      <div className="mt-1 flex flex-wrap items-center gap-x-3 text-xs text-faint">
        {long && <FilterField value={filter} onChange={setFilter} columns={table.columns} />}
        {(total > SHOWN || settled !== "") && (
          <p className="tabular-nums">
            {settled !== "" && rows.total !== null && `${count(rows.total)} of `}
            {counted(table.total, "row")} · {counted(table.columns.length, "column")}
            {!complete && ` · the first ${count(table.rows.length)} are kept`}
          </p>
        )}
        {rows.trouble && <p className="text-warn">{rows.trouble}</p>}
      </div>
    </div>
  );
}

function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

function FilterField({
  value,
  onChange,
  columns,
}: {
  value: string;
  onChange: (filter: string) => void;
  columns: Table["columns"];
}) {
  const numeric = columns.find(({ type }) => type === "number")?.name;
  return (
    <label className="relative">
      <Search size={12} aria-hidden className="pointer-events-none absolute top-1.5 left-1.5" />
      <input
        type="search"
        aria-label="Filter the rows"
        placeholder={numeric === undefined ? "Filter" : `Filter: text, or ${numeric} > 3`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-6 w-56 rounded-sm border border-line bg-transparent pr-1 pl-6 text-ink placeholder:text-faint"
      />
    </label>
  );
}

interface GridProps {
  table: Table;
  rows: ReturnType<typeof useTableRows>;
  sort: TableView["sort"];
  onSort: (sort: TableView["sort"]) => void;
  statistics: { source: TableSource; filter: string } | null;
}

function Grid({ table, rows, sort, onSort, statistics }: GridProps) {
  const { columns } = table;
  const scroll = useRef<HTMLDivElement>(null);
  const total = Math.min(rows.total ?? 0, Math.floor(MOST_PIXELS / ROW));
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 8,
    initialRect: { width: 0, height: SHOWN * ROW },
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const { want } = rows;
  useEffect(() => {
    want(first, last);
  });
  const spacer = (height: number) => height > 0 && <tr aria-hidden style={{ height }} />;
  const digits = String(total).length;
  return (
    <div
      ref={scroll}
      role="region"
      aria-label={`Table, ${counted(table.total, "row")}`}
      tabIndex={0}
      data-keys="own"
      className="max-w-full overflow-auto rounded-sm"
      style={{ maxHeight: `var(--output-height, ${(SHOWN + 1.5) * ROW + (statistics ? 44 : 0)}px)` }}
    >
      <table className="border-collapse text-[13px] leading-5" aria-rowcount={total + 1}>
        <thead className="sticky top-0 z-[1] bg-page align-bottom">
          <tr style={{ height: ROW }}>
            {statistics && (
              <th className="border-b border-line-strong pr-4" style={{ minWidth: `${digits + 2}ch` }}>
                <span className="sr-only">Row</span>
              </th>
            )}
            {columns.map((column, index) => (
              <Head key={index} column={column} index={index} sort={sort} onSort={onSort} />
            ))}
          </tr>
          {statistics && <StatisticsRow columns={columns} {...statistics} />}
        </thead>
        <tbody>
          {rows.total === null && (
            <tr style={{ height: ROW }}>
              <td colSpan={columns.length + 1} className="text-faint">
                …
              </td>
            </tr>
          )}
          {spacer(items[0]?.start ?? 0)}
          {items.map(({ index }) => (
            <Row key={index} index={index} cells={rows.row(index)} columns={columns} numbered={statistics !== null} />
          ))}
          {spacer(virtual.getTotalSize() - (items.at(-1)?.end ?? 0))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps {
  column: Table["columns"][number];
  index: number;
  sort: TableView["sort"];
  onSort: (sort: TableView["sort"]) => void;
}

/** Pressed once it sorts upwards, twice downwards, three times not at all. */
function Head({ column, index, sort, onSort }: HeadProps) {
  const direction = sort?.column !== index ? undefined : sort.desc ? "descending" : "ascending";
  const next =
    direction === undefined
      ? { column: index, desc: false }
      : direction === "ascending"
        ? { column: index, desc: true }
        : null;
  return (
    <th
      scope="col"
      aria-sort={direction}
      className={clsx(
        "pr-6 font-medium whitespace-nowrap",
        column.type === "number" ? "text-right" : "text-left",
        "border-b border-line-strong",
      )}
    >
      <button
        type="button"
        onClick={() => onSort(next)}
        className="group/head relative max-w-64 truncate rounded-sm hover:text-accent"
      >
        {column.name}
        <span
          aria-hidden
          className={clsx(
            "absolute -right-3 text-xs text-accent",
            !direction && "opacity-0 group-hover/head:opacity-50",
          )}
        >
          {direction === "descending" ? "↓" : "↑"}
        </span>
      </button>
    </th>
  );
}

const datasetTypes = { number: "number", string: "string", boolean: "boolean", date: "date", mixed: "string" } as const;

function StatisticsRow({
  columns,
  source,
  filter,
}: {
  columns: Table["columns"];
  source: TableSource;
  filter: string;
}) {
  const statistics = useColumnStatistics(source, filter);
  return (
    <tr className="align-top" style={{ height: 44 }}>
      <td className="border-b border-line" />
      {columns.map(({ name, type }, index) => (
        <td key={index} className="max-w-40 border-b border-line pt-1 pr-6 pb-0.5">
          {statistics?.[index] && (
            <Distribution column={{ name, type: datasetTypes[type], nullable: true }} statistics={statistics[index]} />
          )}
        </td>
      ))}
    </tr>
  );
}

interface RowProps {
  index: number;
  cells: readonly TableCell[] | null;
  columns: Table["columns"];
  numbered: boolean;
}

function Row({ index, cells, columns, numbered }: RowProps) {
  return (
    <tr aria-rowindex={index + 2} style={{ height: ROW }} className="border-b border-line">
      {numbered && <td className="pr-4 text-right text-xs text-faint tabular-nums">{count(index)}</td>}
      {columns.map(({ type }, place) => {
        const cell = cells?.[place] ?? null;
        const text = cellText(cell);
        return (
          <td
            key={place}
            title={text.length > 40 ? text : undefined}
            className={clsx(
              "max-w-80 truncate pr-6 whitespace-nowrap tabular-nums",
              type === "number" && "text-right",
              cell === null && "text-faint",
            )}
          >
            {cells === null ? "·" : cell === null ? "–" : text}
          </td>
        );
      })}
    </tr>
  );
}

/** The rows that the reader sees, in their order: as text between tabs, or as a file of all of them. */
function useTableActions(table: Table, source: TableSource, view: TableView): void {
  const file = (format: "csv" | "parquet", type: string) => async () => ({
    name: `table.${format}`,
    type,
    data: new Uint8Array(await source.file(view, format)),
  });
  useOutputActions({
    copy: async () => {
      const { rows } = await source.rows(view, 0, 2000);
      const lines = [...rows];
      while (lines.length < COPY_ROWS && lines.length % 2000 === 0 && lines.length > 0) {
        const next = await source.rows(view, lines.length, 2000);
        if (next.rows.length === 0) break;
        lines.push(...next.rows);
      }
      const asText = (cells: readonly TableCell[]) => cells.map((cell) => String(cell ?? "").replace(/[\t\n]/g, " "));
      return [table.columns.map(({ name }) => name), ...lines.map(asText)].map((cells) => cells.join("\t")).join("\n");
    },
    saves: [
      { label: "As CSV", save: file("csv", "text/csv") },
      { label: "As Parquet", save: file("parquet", "application/vnd.apache.parquet") },
    ],
  });
}
