import type { GraphNode, NotebookGraph } from "@/lib/graph/notebook-graph";
import { cellWords } from "@/lib/graph/graph-problems";
import type { ProvidedValue } from "@/lib/protocol/kernel";
import type { ErrorOutput } from "@/lib/protocol/output";
import type { ValueManifest } from "./values/manifest";

/** What a run of a cell on another machine left. */
export interface ReturnedCell {
  /** The texts it ran with: its own, and those of all cells that it needed. */
  sources: ReadonlyMap<string, string>;
  values: ReadonlyMap<string, ValueManifest>;
  /** By name, why it could not travel. */
  stayed: ReadonlyMap<string, string>;
}

/**
 * Cells that ran elsewhere and whose values can be had here: each counts as run, without what it needs, for as long as all
 * that it ran with stands in the notebook. Its names are loaded when the first cell here reads them.
 */
export class ReturnedCells {
  readonly #cells = new Map<string, ReturnedCell>();
  #arrived = new Map<string, ReturnedCell>();

  /** They count from the next `admit` on: while a cell runs, the names that it reads stay as they are. */
  add(cells: ReadonlyMap<string, ReturnedCell>): void {
    for (const [id, returned] of cells) this.#arrived.set(id, returned);
  }

  /** Answers with those that came since and stand, in the order in which they came. */
  admit(graph: NotebookGraph): string[] {
    const arrived = this.#arrived;
    this.#arrived = new Map();
    for (const [id, returned] of arrived) this.#cells.set(id, returned);
    this.letGo(graph);
    return [...arrived.keys()].filter((id) => this.#cells.has(id));
  }

  /** Lets go of those that do not stand in the notebook as they ran. */
  letGo(graph: NotebookGraph): void {
    const standing = new Set(this.standing(graph));
    for (const id of this.#cells.keys()) if (!standing.has(id)) this.#cells.delete(id);
  }

  /** Those of these cells that came back. */
  among(cellIds: readonly string[]): Map<string, ReturnedCell> {
    return new Map([...this.#cells].filter(([id]) => cellIds.includes(id)));
  }

  /** These are not what they were elsewhere: their values from there, and all that came of them, no longer count. */
  drop(cellIds: readonly string[]): void {
    for (const [id, { sources }] of this.#cells) if (cellIds.some((by) => sources.has(by))) this.#cells.delete(id);
  }

  /** Those that stand in the notebook as they ran. */
  standing(graph: NotebookGraph): string[] {
    return [...this.#cells].flatMap(([id, { sources }]) =>
      [...sources].every(([other, source]) => graph.nodes.get(other)?.source === source) ? [id] : [],
    );
  }

  /** The graph in which cells that came back need nothing: what they were made of need not run here. */
  cut(graph: NotebookGraph): NotebookGraph {
    const standing = this.standing(graph);
    if (standing.length === 0) return graph;
    const nodes = new Map(graph.nodes);
    for (const id of standing) nodes.set(id, { ...(nodes.get(id) as GraphNode), needs: [] });
    return { ...graph, nodes };
  }

  /** What the kernel has to be given before the cell runs, or why it cannot be. `graph`: as `cut` gives it. */
  neededBy(graph: NotebookGraph, cellId: string): { values: ProvidedValue[]; refused?: ErrorOutput } {
    const standing = new Set(this.standing(graph));
    const values: ProvidedValue[] = [];
    for (const name of graph.nodes.get(cellId)?.reach.names ?? []) {
      const owner = graph.owners.get(name);
      if (owner === undefined || owner === cellId || !standing.has(owner)) continue;
      const value = this.#valueOf(graph, owner, name);
      if (!value) return { values: [], refused: this.#stayed(graph, owner, name) };
      values.push(value);
    }
    return { values };
  }

  #valueOf(graph: NotebookGraph, cellId: string, name: string): ProvidedValue | undefined {
    const from = graph.nodes.get(cellId)?.analysis.defines.find((definition) => definition.name === name)?.from;
    if (from !== undefined) return { cellId, name, from };
    const manifest = this.#cells.get(cellId)?.values.get(name);
    return manifest && { cellId, name, manifest };
  }

  #stayed(graph: NotebookGraph, cellId: string, name: string): ErrorOutput {
    const why = this.#cells.get(cellId)?.stayed.get(name) ?? "it was not sent.";
    return {
      name: "CellError",
      message: `${name} stayed on the server where ${cellWords(graph.nodes.get(cellId)?.analysis)} ran: ${why} Define it in a cell of its own, or run that cell here.`,
      stack: [],
    };
  }
}
