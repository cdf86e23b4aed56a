import type { NotebookGraph } from "@/lib/graph/notebook-graph";

/**
 * Of the cells that a job ran, those whose values are to come back: the wanted ones, and with them every cell whose values they
 * changed in place or that changed theirs, or else a model would come back untrained. In the order in which they ran.
 */
export function returningCells(graph: NotebookGraph, ran: readonly string[], wanted: readonly string[]): string[] {
  const returning = new Set(wanted);
  for (let before = -1; before < returning.size;) {
    before = returning.size;
    for (const id of ran) {
      const changed = [...(graph.nodes.get(id)?.reach.changes ?? [])].flatMap((name) => graph.owners.get(name) ?? []);
      if (returning.has(id)) for (const owner of changed) returning.add(owner);
      else if (changed.some((owner) => returning.has(owner))) returning.add(id);
    }
  }
  return ran.filter((id) => returning.has(id));
}

/** Names that the cell gives a value to. Imports are made anew where the cell's other names are read. */
export const valuesOf = (graph: NotebookGraph, cellId: string): string[] =>
  (graph.nodes.get(cellId)?.analysis.defines ?? []).filter(({ from }) => from === undefined).map(({ name }) => name);
