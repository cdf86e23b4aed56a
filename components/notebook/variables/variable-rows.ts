import type { CellDefinition } from "@/lib/graph/analyse-cell";
import type { NotebookGraph } from "@/lib/graph/notebook-graph";
import type { Variable } from "@/lib/protocol/view";

/** A name of the notebook: where it comes from, who reads it, and what it is now in this person's kernel. */
export interface VariableRow {
  name: string;
  cellId: string;
  kind: CellDefinition["kind"];
  line: number;
  /** Of an import: the name and its module. */
  from?: string;
  usedIn: readonly string[];
  /** Null while its cell has not run here. */
  value: Variable | null;
}

/** In the order of the page. A name that two cells define is listed with the one whose definition is live. */
export function variableRows(graph: NotebookGraph, values: readonly Variable[]): VariableRow[] {
  const byName = new Map(values.map((value) => [value.name, value]));
  const readers = readersByName(graph);
  return [...graph.nodes.values()].flatMap(({ id, analysis }) =>
    analysis.defines
      .filter(({ name }) => graph.owners.get(name) === id)
      .map(({ name, kind, line, from }) => {
        const value = byName.get(name);
        return {
          name,
          cellId: id,
          kind,
          line,
          ...(from && { from }),
          usedIn: (readers.get(name) ?? []).filter((reader) => reader !== id),
          value: value?.cellId === id ? value : null,
        };
      }),
  );
}

function readersByName(graph: NotebookGraph): Map<string, string[]> {
  const readers = new Map<string, string[]>();
  for (const { id, analysis } of graph.nodes.values())
    for (const name of new Set([...analysis.uses, ...Object.values(analysis.deferredUses).flat()]))
      readers.set(name, [...(readers.get(name) ?? []), id]);
  return readers;
}

/** The first line, from 1, in which a text has the name as a word. */
export function lineOf(text: string, name: string): number {
  const isWord = new RegExp(`(?<![\\p{L}\\p{N}_$])${name.replaceAll("$", "\\$")}(?![\\p{L}\\p{N}_$])`, "u");
  return (
    Math.max(
      0,
      text.split("\n").findIndex((line) => isWord.test(line)),
    ) + 1
  );
}
