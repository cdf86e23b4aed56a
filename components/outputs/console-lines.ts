import { type ConsoleLevel, plainOf } from "@/lib/protocol/output";
import type { ConsoleLine, Folded } from "./fold-chunks";

/** A line as it is drawn, or how many are missing between two. */
export type ConsoleRow = { kind: "line"; line: ConsoleLine; times: number } | { kind: "gap"; lines: number };

export const filters = ["all", "warn", "error"] as const;
export type ConsoleFilter = (typeof filters)[number];

const passes = (filter: ConsoleFilter, level: ConsoleLevel): boolean => filter === "all" || level === filter;

const textOf = ({ bundles }: ConsoleLine): string => bundles.map(plainOf).join(" ").toLowerCase();

/**
 * The rows of a console: lines of that level that hold the text, the same line many times in a row as one, and gaps where lines
 * were not kept.
 */
export function consoleRows(
  lines: readonly ConsoleLine[],
  folded: Folded | undefined,
  filter: ConsoleFilter,
  search: string,
): ConsoleRow[] {
  const rows: ConsoleRow[] = [];
  const wanted = search.trim().toLowerCase();
  const add = (line: ConsoleLine) => {
    if (passes(filter, line.level) && (wanted === "" || textOf(line).includes(wanted))) addLine(rows, line);
  };
  for (const line of lines) add(line);
  let next = 0;
  for (const line of folded?.lines ?? []) {
    if (line.at > next) addGap(rows, line.at - next, filter, wanted);
    add(line);
    next = line.at + 1;
  }
  return rows;
}

function addLine(rows: ConsoleRow[], line: ConsoleLine): void {
  const last = rows.at(-1);
  const same =
    last?.kind === "line" &&
    last.line.level === line.level &&
    isPlain(line) &&
    isPlain(last.line) &&
    textOf(last.line) === textOf(line);
  if (same) last.times++;
  else rows.push({ kind: "line", line, times: 1 });
}

/** Text and nothing else: trees may differ in what is folded. */
const isPlain = ({ bundles }: ConsoleLine): boolean => bundles.every((bundle) => Object.keys(bundle).length === 1);

/** With a filter nobody knows how many of the missing would have passed. */
function addGap(rows: ConsoleRow[], lines: number, filter: ConsoleFilter, wanted: string): void {
  if (filter === "all" && wanted === "") rows.push({ kind: "gap", lines });
}

/** How many lines there were of each level, kept or not. */
export function countLevels(lines: readonly ConsoleLine[], folded?: Folded): Record<ConsoleFilter, number> {
  const counts = { all: lines.length + (folded?.total ?? 0), warn: 0, error: 0 };
  for (const { level } of lines) if (level === "warn" || level === "error") counts[level]++;
  counts.warn += folded?.levels.warn ?? 0;
  counts.error += folded?.levels.error ?? 0;
  return counts;
}

/** What is there, as text. */
export const consoleText = (rows: readonly ConsoleRow[]): string =>
  rows
    .flatMap((row) =>
      row.kind === "gap"
        ? [`… ${row.lines} lines more`]
        : Array.from({ length: row.times }, () => row.line.bundles.map(plainOf).join(" ")),
    )
    .join("\n");
