import type { GraphNode, NotebookGraph } from "./notebook-graph";

/** All cells that must have run before `id`, nearest last, each after what it needs itself. */
export function ancestors(graph: NotebookGraph, id: string): string[] {
  return runOrder(graph, [id]).filter((other) => other !== id);
}

/** All cells that need `id`, directly or through others, in the order in which they would run. */
export function descendants(graph: NotebookGraph, id: string): string[] {
  const found = new Set<string>();
  const dependents = invert(graph);
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const dependent of dependents.get(at) ?? []) {
      if (dependent === id || found.has(dependent)) continue;
      found.add(dependent);
      open.push(dependent);
    }
  return runOrder(graph, [...graph.nodes.keys()]).filter((other) => found.has(other));
}

/** The given cells and all that they need, each after what it needs, else in the notebook's order. Cells with a problem stay in. */
export function runOrder(graph: NotebookGraph, ids: readonly string[]): string[] {
  const order = new Set<string>();
  const begun = new Set<string>();
  const wanted = new Set(ids);
  for (const id of graph.nodes.keys()) if (wanted.has(id)) place(graph, id, begun, order);
  return [...order];
}

/** Puts a cell into the order after all it needs. Without recursion: a chain may be as long as a notebook. */
function place(graph: NotebookGraph, first: string, begun: Set<string>, order: Set<string>): void {
  const open = [{ id: first, isReady: false }];
  for (let at = open.pop(); at; at = open.pop()) {
    const { id, isReady } = at;
    const node = graph.nodes.get(id);
    if (isReady) order.add(id);
    if (isReady || !node || begun.has(id)) continue;
    begun.add(id);
    open.push({ id, isReady: true });
    for (const need of [...node.needs].reverse()) open.push({ id: need, isReady: false });
  }
}

function invert(graph: NotebookGraph): Map<string, string[]> {
  const dependents = new Map<string, string[]>();
  for (const { id, needs } of graph.nodes.values()) {
    for (const need of needs) {
      const known = dependents.get(need);
      if (known) known.push(id);
      else dependents.set(need, [id]);
    }
  }
  return dependents;
}

/** What keeps a cell from running: its own problem, or that of a cell it needs. */
export function blocker(graph: NotebookGraph, id: string): GraphNode | undefined {
  const own = graph.nodes.get(id);
  if (!own || own.problem) return own;
  return ancestors(graph, id)
    .map((ancestor) => graph.nodes.get(ancestor))
    .find((node) => node?.problem);
}
