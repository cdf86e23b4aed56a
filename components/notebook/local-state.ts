import type { NotebookGraph } from "@/lib/graph/notebook-graph";
import { disabledFor } from "@/lib/kernel/run-queue";
import type { CellState } from "@/lib/kernel/runner-state";
import type { LocalState } from "./cell-status";
import { continuedReason, holdReason, staleReason } from "./stale-reason";

type Cells = ReadonlyMap<string, CellState>;

/** How a cell stands in one kernel, with the reasons in words. `isEdited`: its text is another than it last ran with there. */
export function localState(
  cellId: string,
  cells: Cells,
  graph: NotebookGraph,
  isEdited: boolean,
): LocalState | undefined {
  const cell = cells.get(cellId);
  if (!cell) return undefined;
  return {
    running: cell.status === "running",
    queued: cell.status === "queued",
    place: cell.place,
    freshness: cell.freshness,
    reason: reasonOf(cellId, cells, graph, isEdited),
    held: graph.nodes.get(cellId)?.hold === "pinned" || disabledFor(graph, cellId) !== undefined,
  };
}

function reasonOf(cellId: string, cells: Cells, graph: NotebookGraph, isEdited: boolean): string | null {
  const cell = cells.get(cellId);
  const held = holdReason(cellId, graph);
  if (held && cell?.freshness !== "fresh") return held;
  if (cell?.freshness === "continued") return continuedReason(cell.continued);
  if (cell?.freshness !== "stale") return null;
  return staleReason(cellId, graph, cells, isEdited);
}
