import type { DatasetColumn } from "@/lib/protocol/dataset";
import type { ColumnStatistics } from "@/lib/datasets/statistics";

export interface ColumnSide {
  column: DatasetColumn;
  statistics?: ColumnStatistics;
}

export interface ComparedColumn {
  name: string;
  before: ColumnSide | null;
  after: ColumnSide | null;
  /** What changed, in words; empty where nothing that is compared did. */
  changes: string[];
}

/** The columns of two versions side by side, in the order of the later one; those that went come last. */
export function compareColumns(before: readonly ColumnSide[], after: readonly ColumnSide[]): ComparedColumn[] {
  const old = new Map(before.map((side) => [side.column.name, side]));
  const kept = after.map((side) => compare(side.column.name, old.get(side.column.name) ?? null, side));
  const names = new Set(after.map((side) => side.column.name));
  return [
    ...kept,
    ...before.filter((side) => !names.has(side.column.name)).map((side) => compare(side.column.name, side, null)),
  ];
}

function compare(name: string, before: ColumnSide | null, after: ColumnSide | null): ComparedColumn {
  if (!before) return { name, before, after, changes: ["added"] };
  if (!after) return { name, before, after, changes: ["removed"] };
  const changes: string[] = [];
  if (before.column.type !== after.column.type) changes.push(`${before.column.type} became ${after.column.type}`);
  if (String(before.column.shape) !== String(after.column.shape)) changes.push("another shape");
  const gained = (after.column.categories ?? []).filter((one) => !(before.column.categories ?? []).includes(one));
  const lost = (before.column.categories ?? []).filter((one) => !(after.column.categories ?? []).includes(one));
  if (gained.length > 0) changes.push(`new: ${gained.slice(0, 5).join(", ")}`);
  if (lost.length > 0) changes.push(`gone: ${lost.slice(0, 5).join(", ")}`);
  if (before.statistics && after.statistics && before.statistics.missing !== after.statistics.missing)
    changes.push(`${before.statistics.missing} → ${after.statistics.missing} missing`);
  return { name, before, after, changes };
}
