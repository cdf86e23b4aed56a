"use client";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type MouseEvent, useEffect, useRef, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { type ColumnId, columnTitle, isSortId, type SortId } from "./columns";
import { isNumeric, RunCell, type RunRow } from "./run-cell";
import { RunStatusMark } from "./run-status";
import { runTitle } from "./run-values";

export interface Sorting {
  by: SortId;
  descending: boolean;
}

interface RunsTableProps {
  workspace: string;
  runs: readonly RunRow[];
  columns: readonly ColumnId[];
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  /** Called when the end of what is loaded comes near. */
  onEnd: () => void;
}

const ROW = 36;
const widths: Partial<Record<ColumnId, number>> = {
  curve: 104,
  person: 110,
  notebook: 180,
  datasets: 150,
  device: 170,
  seed: 80,
  duration: 96,
  created: 110,
};
const widthOf = (id: ColumnId) => widths[id] ?? 92;

export function RunsTable(props: RunsTableProps) {
  const { runs, columns, onEnd } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [offset, setOffset] = useState(0);
  useEffect(() => setOffset(body.current ? body.current.getBoundingClientRect().top + window.scrollY : 0), []);
  const virtual = useWindowVirtualizer({
    count: runs.length,
    estimateSize: () => ROW,
    overscan: 20,
    scrollMargin: offset,
  });
  const items = virtual.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastSeen >= runs.length - 10) onEnd();
  }, [lastSeen, runs.length, onEnd]);
  const before = (items[0]?.start ?? offset) - offset;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? offset) - offset);
  const spacer = (height: number) => height > 0 && <tr aria-hidden style={{ height }} />;
  const width = 32 + 220 + 110 + columns.reduce((sum, column) => sum + widthOf(column), 0);
  return (
    <div className="overflow-x-auto" role="region" aria-label="Runs" tabIndex={0}>
      <table className="w-full table-fixed border-collapse text-left" style={{ minWidth: width }} aria-rowcount={-1}>
        <colgroup>
          <col style={{ width: 32 }} />
          <col />
          <col style={{ width: 110 }} />
          {columns.map((column) => (
            <col key={column} style={{ width: widthOf(column) }} />
          ))}
        </colgroup>
        <Head {...props} />
        <tbody ref={body}>
          {spacer(before)}
          {items.map(({ index }) => {
            const run = runs[index];
            return run && <Row key={run.id} {...props} run={run} index={index} />;
          })}
          {spacer(after)}
        </tbody>
      </table>
    </div>
  );
}

const headClass = "h-8 border-b border-line pr-4 text-xs font-medium text-faint";

function Head({ runs, columns, sorting, onSort, selected, onSelect }: RunsTableProps) {
  const all = runs.length > 0 && runs.every(({ id }) => selected.has(id));
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" className="h-8 border-b border-line">
          <Checkbox
            aria-label="Select all runs shown"
            checked={all}
            indeterminate={!all && selected.size > 0}
            onChange={() => onSelect(new Set(all ? [] : runs.map(({ id }) => id)))}
          />
        </th>
        <SortableHead id="name" title="Run" sorting={sorting} onSort={onSort} />
        <SortableHead id="status" title="State" sorting={sorting} onSort={onSort} />
        {columns.map((column) =>
          isSortId(column) ? (
            <SortableHead
              key={column}
              id={column}
              title={columnTitle(column)}
              numeric={isNumeric(column)}
              sorting={sorting}
              onSort={onSort}
            />
          ) : (
            <th key={column} scope="col" className={clsx(headClass, isNumeric(column) && "text-right")}>
              {columnTitle(column)}
            </th>
          ),
        )}
      </tr>
    </thead>
  );
}

interface SortableHeadProps extends Pick<RunsTableProps, "sorting" | "onSort"> {
  id: SortId;
  title: string;
  numeric?: boolean;
}

function SortableHead({ id, title, numeric, sorting, onSort }: SortableHeadProps) {
  const active = sorting.by === id;
  const next = active ? !sorting.descending : id !== "name" && id !== "status";
  return (
    <th
      scope="col"
      aria-sort={active ? (sorting.descending ? "descending" : "ascending") : undefined}
      className={clsx(headClass, numeric && "text-right")}
    >
      <button
        type="button"
        title={title}
        className={clsx(
          "group inline-flex max-w-full items-center gap-1 rounded-sm hover:text-ink",
          numeric && "flex-row-reverse",
        )}
        onClick={() => onSort({ by: id, descending: next })}
      >
        <span className="truncate">{title}</span>
        <span aria-hidden className={clsx("w-2 shrink-0", !active && "opacity-0 group-hover:opacity-50")}>
          {(active ? sorting.descending : next) ? "↓" : "↑"}
        </span>
      </button>
    </th>
  );
}

function Row({ run, index, workspace, columns, selected, onSelect }: RunsTableProps & { run: RunRow; index: number }) {
  const router = useRouter();
  const href = `/w/${workspace}/runs/${run.id}`;
  const isSelected = selected.has(run.id);
  const toggle = () => {
    const next = new Set(selected);
    if (!next.delete(run.id)) next.add(run.id);
    onSelect(next);
  };
  const follow = (event: MouseEvent) => {
    const onControl = event.target instanceof Element && event.target.closest("a,button,input,label");
    if (!onControl && !window.getSelection()?.toString()) router.push(href);
  };
  return (
    <tr
      aria-rowindex={index + 2}
      onClick={follow}
      style={{ height: ROW }}
      className={clsx(
        "cursor-pointer border-b border-line transition-colors hover:bg-hover/60",
        isSelected && "bg-accent-soft",
      )}
    >
      <td>
        <Checkbox aria-label={`Select ${runTitle(run)}`} checked={isSelected} onChange={toggle} />
      </td>
      <td className="truncate pr-4">
        <Link href={href} className="rounded-sm font-medium hover:text-accent">
          {run.name} <span className="font-normal text-faint">#{run.number}</span>
        </Link>
      </td>
      <td className="truncate pr-4">
        <RunStatusMark status={run.status} />
      </td>
      {columns.map((column) => (
        <td key={column} className={clsx("truncate pr-4", isNumeric(column) && "text-right tabular-nums")}>
          <RunCell run={run} column={column} workspace={workspace} />
        </td>
      ))}
    </tr>
  );
}
