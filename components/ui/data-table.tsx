"use client";
import { createSortedRowModel, rowSortingFeature, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type CSSProperties, type MouseEvent, type ReactNode, useMemo, useRef } from "react";
import { Checkbox } from "./checkbox";

type SortValue = string | number | boolean | Date | null | undefined;

export interface DataColumn<Row> {
  id: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Makes the column sortable. */
  sortValue?: (row: Row) => SortValue;
  /** Pixels; columns without one share the rest, and have 112 at least. */
  width?: number;
  align?: "left" | "right";
  /** Left out where the page is narrow. */
  wideOnly?: boolean;
}

export interface DataTableProps<Row> {
  /** The table's name. */
  label: string;
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The first column becomes a link there, and a press anywhere on the row follows it. */
  rowHref?: (row: Row) => string;
  selection?: {
    selected: ReadonlySet<string>;
    onChange: (selected: ReadonlySet<string>) => void;
    rowLabel: (row: Row) => string;
  };
  initialSort?: { id: string; desc: boolean };
  rowHeight?: number;
  /** With a height the table scrolls within itself and only what is seen is in the page; so it does above 100 rows. */
  height?: number | string;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
type Features = typeof features;

const rank = (value: SortValue): string | number =>
  value instanceof Date ? value.getTime() : typeof value === "boolean" ? Number(value) : (value ?? "");

function compareValues(a: SortValue, b: SortValue): number {
  const [left, right] = [rank(a), rank(b)];
  if (typeof left === "number" && typeof right === "number") return left - right;
  return String(left).localeCompare(String(right), undefined, { numeric: true });
}

/** A column that shares what is left must not come out too narrow to be read: the table scrolls before that. */
const leastWidth = <Row,>({ selection }: DataTableProps<Row>, columns: readonly DataColumn<Row>[]): string =>
  `${columns.reduce((sum, { width }) => sum + (width ?? 112), selection ? 32 : 0)}px`;

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey, initialSort, rowHeight = 36 } = props;
  const defs = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        accessorFn: (row: Row) => column.sortValue?.(row),
        enableSorting: column.sortValue !== undefined,
        sortUndefined: "last" as const,
        sortFn: (a: { original: Row }, b: { original: Row }) =>
          compareValues(column.sortValue?.(a.original), column.sortValue?.(b.original)),
      })),
    [columns],
  );
  const table = useTable<Features, Row>({
    features,
    columns: defs,
    data: rows,
    getRowId: rowKey,
    initialState: { sorting: initialSort ? [initialSort] : [] },
    enableSortingRemoval: false,
  });
  const sorted = table.getRowModel().rows;
  const scroll = useRef<HTMLDivElement>(null);
  const windowed = props.height !== undefined || rows.length > 100;
  const virtual = useVirtualizer({
    count: sorted.length,
    enabled: windowed,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const shown = windowed
    ? items.map((item) => ({ index: item.index, row: sorted[item.index] }))
    : sorted.map((row, index) => ({ index, row }));
  const before = windowed ? (items[0]?.start ?? 0) : 0;
  const after = windowed ? virtual.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;
  const spacer = (height: number) => height > 0 && <tr aria-hidden style={{ height }} />;
  const narrow = columns.filter(({ wideOnly }) => !wideOnly);
  const least = { "--least": leastWidth(props, columns), "--least-narrow": leastWidth(props, narrow) } as CSSProperties;

  return (
    <div
      ref={scroll}
      role="region"
      aria-label={props.label}
      tabIndex={0}
      className="relative w-full overflow-auto rounded-sm"
      style={windowed ? { maxHeight: props.height ?? "70vh" } : undefined}
    >
      <table
        className="w-full min-w-(--least) table-fixed border-collapse text-left max-sm:min-w-(--least-narrow)"
        style={least}
        aria-rowcount={sorted.length + 1}
      >
        <colgroup>
          {props.selection && <col style={{ width: 32 }} />}
          {columns.map((column) => (
            <col
              key={column.id}
              className={clsx(column.wideOnly && "max-sm:hidden")}
              style={column.width ? { width: column.width } : undefined}
            />
          ))}
        </colgroup>
        <thead className="sticky top-0 z-10 bg-page">
          <tr aria-rowindex={1}>
            {props.selection && <SelectAll {...props} selection={props.selection} />}
            {columns.map((column) => {
              const state = table.getColumn(column.id);
              const direction = state?.getIsSorted() ?? false;
              return (
                <th
                  key={column.id}
                  scope="col"
                  aria-sort={direction === "asc" ? "ascending" : direction === "desc" ? "descending" : undefined}
                  className={clsx(
                    "h-8 border-b border-line pr-4 text-xs font-medium text-faint",
                    column.align === "right" && "text-right",
                    column.wideOnly && "max-sm:hidden",
                  )}
                >
                  {column.sortValue ? (
                    <button
                      type="button"
                      className="group inline-flex items-center gap-1 rounded-sm hover:text-ink"
                      onClick={state?.getToggleSortingHandler()}
                    >
                      {column.header}
                      <span aria-hidden className={clsx("w-2", !direction && "opacity-0 group-hover:opacity-50")}>
                        {direction === "desc" ? "↓" : "↑"}
                      </span>
                    </button>
                  ) : (
                    column.header
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {spacer(before)}
          {shown.map(
            ({ index, row }) =>
              row && <TableRow key={row.id} {...props} row={row.original} index={index} rowHeight={rowHeight} />,
          )}
          {spacer(after)}
        </tbody>
      </table>
    </div>
  );
}

type Selection<Row> = NonNullable<DataTableProps<Row>["selection"]>;

function SelectAll<Row>({
  rows,
  rowKey,
  selection,
}: {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  selection: Selection<Row>;
}) {
  const all = rows.length > 0 && rows.every((row) => selection.selected.has(rowKey(row)));
  return (
    <th scope="col" className="h-8 border-b border-line">
      <Checkbox
        aria-label="Select all"
        checked={all}
        indeterminate={!all && selection.selected.size > 0}
        onChange={() => selection.onChange(new Set(all ? [] : rows.map(rowKey)))}
      />
    </th>
  );
}

interface TableRowProps<Row> extends Omit<DataTableProps<Row>, "rows"> {
  row: Row;
  index: number;
  rowHeight: number;
}

function TableRow<Row>({ row, index, rowHeight, columns, rowKey, rowHref, selection }: TableRowProps<Row>) {
  const router = useRouter();
  const key = rowKey(row);
  const href = rowHref?.(row);
  const selected = selection?.selected.has(key) ?? false;
  const toggle = () => {
    const next = new Set(selection?.selected);
    if (!next.delete(key)) next.add(key);
    selection?.onChange(next);
  };
  const follow = (event: MouseEvent) => {
    const onControl =
      event.target instanceof Element && event.target.closest("a,button,input,label,select,[role=menuitem]");
    if (href && !onControl && !window.getSelection()?.toString()) router.push(href);
  };
  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={selection ? selected : undefined}
      onClick={href ? follow : undefined}
      style={{ height: rowHeight }}
      className={clsx(
        "border-b border-line transition-colors",
        href && "cursor-pointer hover:bg-hover/60",
        selected && "bg-accent-soft",
      )}
    >
      {selection && (
        <td>
          <Checkbox aria-label={`Select ${selection.rowLabel(row)}`} checked={selected} onChange={toggle} />
        </td>
      )}
      {columns.map((column, place) => (
        <td
          key={column.id}
          className={clsx(
            "truncate pr-4",
            column.align === "right" && "text-right",
            column.wideOnly && "max-sm:hidden",
          )}
        >
          {place === 0 && href ? (
            <Link href={href} className="rounded-sm font-medium text-ink hover:text-accent">
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}
