"use client";
import clsx from "clsx";
import CircleX from "lucide-react/icons/circle-x";
import Search from "lucide-react/icons/search";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { useMemo, useState } from "react";
import { count, counted } from "@/lib/format/number";
import type { ConsoleLevel } from "@/lib/protocol/output";
import { type ConsoleFilter, type ConsoleRow, consoleRows, consoleText, countLevels, filters } from "./console-lines";
import type { ConsoleLine, Folded } from "./fold-chunks";
import { MimeOutput } from "./mime-output";
import { useOutputActions } from "./output-actions";
import { useStoredBytes } from "./stored-bytes";

const SHOWN = 30;
const HEAD = 5;

const tones: Record<ConsoleLevel, string> = {
  debug: "text-faint",
  log: "text-ink",
  info: "text-ink",
  warn: "text-warn",
  error: "text-danger",
};

const filterWords: Record<ConsoleFilter, [one: string, many: string]> = {
  all: ["line", "lines"],
  warn: ["warning", "warnings"],
  error: ["error", "errors"],
};

/** What the cell printed. Of many lines the first and the last are shown until asked; warnings and errors can be picked out. */
export function ConsoleOutput({ lines, folded }: { lines: readonly ConsoleLine[]; folded?: Folded }) {
  const [open, setOpen] = useState(false);
  const [filter, setFilter] = useState<ConsoleFilter>("all");
  const [search, setSearch] = useState("");
  const counts = useMemo(() => countLevels(lines, folded), [lines, folded]);
  const rows = useMemo(() => consoleRows(lines, folded, filter, search), [lines, folded, filter, search]);
  const readStored = useStoredBytes();
  const text = folded?.text;
  useOutputActions({
    copy: () => consoleText(rows),
    save: async () => ({
      name: "console.txt",
      data: text ? await readStored(text.hash) : consoleText(rows),
      type: "text/plain",
    }),
  });
  const long = rows.length > SHOWN;
  const hidden = long && !open ? rows.length - SHOWN : 0;
  return (
    <div role="log" aria-label="Console" className="font-mono text-[13px] leading-5">
      {(counts.all > SHOWN || (counts.all > 5 && counts.warn + counts.error > 0)) && (
        <ConsoleBar counts={counts} filter={filter} onFilter={setFilter} search={search} onSearch={setSearch} />
      )}
      <div
        className={clsx(open && long && "max-h-(--output-height,70vh) overflow-auto")}
        {...(open && long && { tabIndex: 0 })}
      >
        {hidden === 0 ? (
          <Rows rows={rows} />
        ) : (
          <>
            <Rows rows={rows.slice(0, HEAD)} />
            <Fold lines={hiddenLines(rows.slice(HEAD, HEAD + hidden))} onOpen={() => setOpen(true)} />
            <Rows rows={rows.slice(HEAD + hidden)} />
          </>
        )}
        {rows.length === 0 && <p className="font-sans text-xs text-faint">No such line is kept.</p>}
      </div>
      {long && open && (
        <button
          type="button"
          onClick={() => setOpen(false)}
          className="mt-1 rounded-sm font-sans text-xs text-accent hover:underline"
        >
          Fold the lines
        </button>
      )}
    </div>
  );
}

const hiddenLines = (rows: readonly ConsoleRow[]): number =>
  rows.reduce((sum, row) => sum + (row.kind === "gap" ? row.lines : row.times), 0);

interface ConsoleBarProps {
  counts: Record<ConsoleFilter, number>;
  filter: ConsoleFilter;
  onFilter: (filter: ConsoleFilter) => void;
  search: string;
  onSearch: (search: string) => void;
}

function ConsoleBar({ counts, filter, onFilter, search, onSearch }: ConsoleBarProps) {
  const offered = filters.filter((one) => one === "all" || counts[one] > 0);
  return (
    <div className="mb-1 flex flex-wrap items-center gap-x-1 gap-y-1 font-sans text-xs">
      {offered.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={filter === one}
          onClick={() => onFilter(one)}
          className={clsx(
            "h-6 rounded-sm px-1.5 tabular-nums",
            filter === one ? "bg-hover text-ink" : "text-faint hover:text-ink",
          )}
        >
          {counted(counts[one], ...filterWords[one])}
        </button>
      ))}
      <label className="relative ml-1 text-faint focus-within:text-ink">
        <Search size={12} aria-hidden className="pointer-events-none absolute top-1.5 left-1.5" />
        <input
          type="search"
          aria-label="Find in the console"
          placeholder="Find"
          value={search}
          onChange={(event) => onSearch(event.target.value)}
          className="h-6 w-28 rounded-sm border border-transparent bg-transparent pr-1 pl-6 text-ink placeholder:text-faint hover:border-line focus:border-line-strong"
        />
      </label>
    </div>
  );
}

const Fold = ({ lines, onOpen }: { lines: number; onOpen: () => void }) => (
  <button
    type="button"
    aria-expanded={false}
    onClick={onOpen}
    className="my-0.5 block rounded-sm font-sans text-xs text-accent hover:underline"
  >
    … {counted(lines, "line")} more
  </button>
);

function Rows({ rows }: { rows: readonly ConsoleRow[] }) {
  return rows.map((row, index) =>
    row.kind === "gap" ? (
      <p key={index} className="my-0.5 font-sans text-xs text-faint">
        … {counted(row.lines, "line")} more, not kept here
      </p>
    ) : (
      <Line key={index} line={row.line} times={row.times} />
    ),
  );
}

function Line({ line, times }: { line: ConsoleLine; times: number }) {
  return (
    <div className={clsx("flex items-start gap-2", tones[line.level])}>
      {line.level === "warn" && <TriangleAlert size={14} aria-label="Warning" className="mt-[3px] shrink-0" />}
      {line.level === "error" && <CircleX size={14} aria-label="Error" className="mt-[3px] shrink-0" />}
      <div className="flex min-w-0 flex-1 flex-wrap gap-x-3 break-words whitespace-pre-wrap">
        {line.bundles.map((bundle, index) => (
          <MimeOutput key={index} bundle={bundle} inline />
        ))}
        {times > 1 && (
          <span className="rounded-sm bg-hover px-1 font-sans text-xs leading-5 text-muted tabular-nums">
            {count(times)} times
          </span>
        )}
      </div>
    </div>
  );
}
