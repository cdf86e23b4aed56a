import { z } from "zod";
import { mainMetric } from "@/lib/runs/main-metric";
import type { RunParams } from "@/lib/protocol/run";
import type { Vocabulary } from "@/lib/runs/query/complete";

/** What the list can show beside name and state: `metrics.KEY`, `params.KEY`, and these. */
export const plainColumns = {
  curve: "Curve",
  person: "Person",
  notebook: "Notebook",
  datasets: "Datasets",
  device: "Device",
  seed: "Seed",
  duration: "Duration",
  created: "Started",
} as const;
export type PlainColumn = keyof typeof plainColumns;
export type ColumnId = PlainColumn | `metrics.${string}` | `params.${string}`;

export const isColumnId = (text: string): text is ColumnId => text in plainColumns || /^(metrics|params)\../.test(text);

export function columnTitle(id: ColumnId): string {
  return id in plainColumns ? plainColumns[id as PlainColumn] : id.slice(id.indexOf(".") + 1);
}

/** What the server can sort by. */
export type SortId = "name" | "status" | "created" | "duration" | `metrics.${string}` | `params.${string}`;

export const isSortId = (text: string): text is SortId =>
  ["name", "status", "created", "duration"].includes(text) || /^(metrics|params)\../.test(text);

/** What tells runs apart: the main metric and another, the params that differ, who and when. */
export function defaultColumns(vocabulary: Vocabulary | undefined, runs: readonly { params: RunParams }[]): ColumnId[] {
  const metrics = vocabulary?.metrics.filter((key) => !key.startsWith("batch_")) ?? [];
  const main = mainMetric(metrics);
  const others = metrics.filter((key) => key !== main).slice(0, 1);
  const shown = [...(main === undefined ? [] : [main]), ...others].map((key): ColumnId => `metrics.${key}`);
  const kinds = (key: string) => new Set(runs.flatMap(({ params }) => params[key] ?? [])).size;
  const differing = (vocabulary?.params ?? []).filter((key) => kinds(key) > 1);
  const params = differing.slice(0, 2).map((key): ColumnId => `params.${key}`);
  return ["curve", ...shown, ...params, "person", "duration", "created"];
}

const storedSchema = z.array(z.string().refine(isColumnId));
const storageKey = (workspace: string) => `quire.runs.columns.${workspace}`;

/** The columns that this person chose in this browser; null where they chose none. */
export function readColumns(workspace: string): ColumnId[] | null {
  try {
    return storedSchema.parse(JSON.parse(localStorage.getItem(storageKey(workspace)) ?? "null"));
  } catch {
    return null;
  }
}

export function writeColumns(workspace: string, columns: readonly ColumnId[] | null): void {
  try {
    if (columns) localStorage.setItem(storageKey(workspace), JSON.stringify(columns));
    else localStorage.removeItem(storageKey(workspace));
  } catch {
    // No storage: the choice lasts as long as the page.
  }
}
