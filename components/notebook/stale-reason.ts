import type { NotebookGraph } from "@/lib/graph/notebook-graph";
import { cellWords } from "@/lib/graph/graph-problems";
import { disabledFor } from "@/lib/kernel/run-queue";
import type { CellState } from "@/lib/kernel/runner-state";

/** Why a result is not what the notebook would give now, by the names that it is about. */
export function staleReason(
  cellId: string,
  graph: NotebookGraph,
  cells: ReadonlyMap<string, CellState>,
  isEdited: boolean,
): string {
  const node = graph.nodes.get(cellId);
  const cell = cells.get(cellId);
  if (!node) return "the cell is gone";
  if (cell?.isLost) return "its values went with the kernel";
  if (isEdited) return "its code has changed";
  const turned = node.needs.filter((id) => !["fresh", "continued"].includes(cells.get(id)?.freshness ?? ""));
  const names = namesOf(graph, node.analysis.uses, turned.length > 0 ? turned : node.needs);
  if (names.length === 0) return "something it needs has changed";
  const said = names.slice(0, 3).join(", ");
  const verb = names.length > 1 ? "have" : "has";
  return turned.length > 0 ? `${said} ${verb} changed` : `${said} ${verb} been computed again`;
}

/** What holds a cell back: its own setting, or that of a cell it needs. */
export function holdReason(cellId: string, graph: NotebookGraph): string | null {
  if (graph.nodes.get(cellId)?.hold === "pinned") return "it is pinned, and keeps its value";
  const disabled = disabledFor(graph, cellId);
  if (disabled === undefined) return null;
  if (disabled === cellId) return "it is disabled, and skipped";
  return `${cellWords(graph.nodes.get(disabled)?.analysis)}, which it needs, is disabled`;
}

/** Why a result is not that of a first run. */
export function continuedReason(names: readonly string[]): string {
  const said = names.slice(0, 3).join(", ");
  return `${said} ${names.length > 1 ? "were" : "was"} changed by an earlier run`;
}

/** Names that the cell uses and those cells define. */
function namesOf(graph: NotebookGraph, uses: Iterable<string>, owners: readonly string[]): string[] {
  const theirs = new Set(owners);
  return [...uses].filter((name) => theirs.has(graph.owners.get(name) ?? ""));
}
