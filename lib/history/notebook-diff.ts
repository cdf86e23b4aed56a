import type { FileCell, JsonMap, NotebookFile } from "@/lib/notebook/notebook-file";
import { longestIncreasing } from "./longest-increasing";

/** What of a notebook its versions hold. */
export type NotebookContent = Pick<NotebookFile, "cells" | "meta">;

export interface CellDiff {
  id: string;
  /** Null where the cell came. */
  before: FileCell | null;
  /** Null where it went. */
  after: FileCell | null;
  /** Stands elsewhere among the cells that both have. */
  moved: boolean;
  text: boolean;
  type: boolean;
  /** Keys whose values differ. */
  settings: string[];
}

export interface NotebookDiff {
  /** All cells, in the later order; those that went stand where they stood. */
  cells: CellDiff[];
  /** Keys of the notebook's own settings whose values differ. */
  meta: string[];
}

const keysThatDiffer = (before: JsonMap, after: JsonMap): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => canonical(before[key]) !== canonical(after[key]))
    .sort();

/** JSON with the keys in one order: maps of the document have none. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Ids of the cells that moved: the fewest whose moves make the one order of the other. */
function movedCells(before: readonly FileCell[], after: readonly FileCell[]): Set<string> {
  const places = new Map(before.map(({ id }, place) => [id, place]));
  const both = after.filter(({ id }) => places.has(id));
  const stayed = longestIncreasing(both.map(({ id }) => places.get(id)!));
  return new Set(both.flatMap(({ id }, i) => (stayed.has(i) ? [] : [id])));
}

/** The ids of both in the later order, each that went right after what stood above it. */
function mergedOrder(before: readonly FileCell[], after: readonly FileCell[]): string[] {
  const kept = new Set(after.map(({ id }) => id));
  const gone = new Map<string | null, string[]>();
  let above: string | null = null;
  for (const { id } of before) {
    if (kept.has(id)) above = id;
    else gone.set(above, [...(gone.get(above) ?? []), id]);
  }
  return [...(gone.get(null) ?? []), ...after.flatMap(({ id }) => [id, ...(gone.get(id) ?? [])])];
}

export function diffNotebooks(before: NotebookContent, after: NotebookContent): NotebookDiff {
  const old = new Map(before.cells.map((cell) => [cell.id, cell]));
  const now = new Map(after.cells.map((cell) => [cell.id, cell]));
  const moved = movedCells(before.cells, after.cells);
  const cells = mergedOrder(before.cells, after.cells).map((id): CellDiff => {
    const [was, is] = [old.get(id) ?? null, now.get(id) ?? null];
    return {
      id,
      before: was,
      after: is,
      moved: moved.has(id),
      text: was?.source !== is?.source,
      type: was?.type !== is?.type,
      settings: keysThatDiffer(was?.settings ?? {}, is?.settings ?? {}),
    };
  });
  return { cells, meta: keysThatDiffer(before.meta, after.meta) };
}

export const isChanged = ({ text, type, moved, settings }: CellDiff): boolean =>
  text || type || moved || settings.length > 0;

export const sameContent = (a: NotebookContent, b: NotebookContent): boolean => canonical(a) === canonical(b);
