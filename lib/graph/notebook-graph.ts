import { analyseCell, type CellAnalysis } from "./analyse-cell";
import type { CellProblem } from "./cell-problem";

export interface GraphCell {
  id: string;
  source: string;
}

export interface GraphNode {
  id: string;
  source: string;
  analysis: CellAnalysis;
  /** Why it cannot run: its own fault, a name that is taken, a cycle. */
  problem: CellProblem | null;
  /** Cells that must have run before it, in the notebook's order. Not those further back: follow theirs. */
  needs: readonly string[];
}

/** Who defines what and who needs whom, for the cells of one notebook at one moment. Immutable. */
export interface NotebookGraph {
  /** In the notebook's order. */
  nodes: ReadonlyMap<string, GraphNode>;
  /** The cell whose definition of a name is live. */
  owners: ReadonlyMap<string, string>;
}

/** Remembers the analysis of sources seen lately, since most cells do not change between two graphs. */
export class AnalysisCache {
  #known = new Map<string, CellAnalysis>();

  get(source: string): CellAnalysis {
    const known = this.#known.get(source);
    if (known) return known;
    const analysis = analyseCell(source);
    this.#known.set(source, analysis);
    return analysis;
  }

  keepOnly(sources: Iterable<string>): void {
    this.#known = new Map([...new Set(sources)].map((source) => [source, this.get(source)]));
  }
}

/**
 * `before`: the graph as it was. A cell that owned a name keeps it while it defines it, wherever a newcomer is put; without
 * one, the first cell in the notebook's order owns it.
 */
export function buildGraph(
  cells: readonly GraphCell[],
  before?: NotebookGraph,
  cache = new AnalysisCache(),
): NotebookGraph {
  const analyses = new Map(cells.map(({ id, source }) => [id, cache.get(source)]));
  cache.keepOnly(cells.map(({ source }) => source));
  const owners = findOwners(analyses, before?.owners);
  const nodes = new Map<string, GraphNode>();
  for (const { id, source } of cells) {
    const analysis = analyses.get(id) as CellAnalysis;
    const problem = analysis.problem ?? duplicateProblem(id, analyses, owners);
    nodes.set(id, { id, source, analysis, problem, needs: [] });
  }
  const places = new Map(cells.map(({ id }, index) => [id, index]));
  for (const node of nodes.values()) {
    if (node.problem) continue;
    const needs = [...requirements(node, analyses, owners)].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
    nodes.set(node.id, { ...node, needs });
  }
  markCycles(nodes, owners);
  return { nodes, owners };
}

function findOwners(
  analyses: ReadonlyMap<string, CellAnalysis>,
  before: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const owners = new Map<string, string>();
  for (const [name, id] of before) {
    if (analyses.get(id)?.defines.some((definition) => definition.name === name)) owners.set(name, id);
  }
  for (const [id, { defines }] of analyses) {
    for (const { name } of defines) if (!owners.has(name)) owners.set(name, id);
  }
  return owners;
}

/** The same import in two cells is no quarrel: both names mean the same thing. */
function duplicateProblem(
  id: string,
  analyses: ReadonlyMap<string, CellAnalysis>,
  owners: ReadonlyMap<string, string>,
): CellProblem | null {
  const taken = (analyses.get(id)?.defines ?? []).filter(({ name, from }) => {
    const owner = owners.get(name) ?? id;
    return (
      owner !== id &&
      !(from && analyses.get(owner)?.defines.some((theirs) => theirs.name === name && theirs.from === from))
    );
  });
  const first = taken[0];
  if (!first) return null;
  const names = taken.map(({ name }) => name);
  const said = names.map((name) => `"${name}"`).join(", ");
  return {
    code: "duplicate",
    message: `${said} ${names.length > 1 ? "are" : "is"} already defined in another cell. Rename it here, or put this cell in { } to keep it local.`,
    line: first.line,
    column: first.column,
    names,
    cells: [...new Set(names.map((name) => owners.get(name) as string))],
  };
}

/**
 * The cells that running `node` touches: owners of names that it reads, and of names that functions it mentions read
 * when called. A cell of nothing but functions needs nobody: their names are looked up at the call.
 */
function requirements(
  node: GraphNode,
  analyses: ReadonlyMap<string, CellAnalysis>,
  owners: ReadonlyMap<string, string>,
): Set<string> {
  const needed = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const owner = owners.get(name);
    if (owner === undefined || seen.has(name)) return;
    seen.add(name);
    if (owner !== node.id) needed.add(owner);
    for (const used of analyses.get(owner)?.deferredUses[name] ?? []) visit(used);
  };
  for (const name of node.analysis.uses) visit(name);
  return needed;
}

/** Gives each cell of a circle the error that names the others. */
function markCycles(nodes: Map<string, GraphNode>, owners: ReadonlyMap<string, string>): void {
  for (const circle of findCircles(nodes)) {
    for (const id of circle) {
      const node = nodes.get(id) as GraphNode;
      const others = circle.filter((other) => other !== id);
      const names = [...node.analysis.uses, ...Object.values(node.analysis.deferredUses).flat()].filter(
        (name) => circle.includes(owners.get(name) ?? "") && owners.get(name) !== id,
      );
      nodes.set(id, { ...node, problem: cycleProblem(nodes, others, [...new Set(names)]) });
    }
  }
}

function cycleProblem(nodes: ReadonlyMap<string, GraphNode>, others: string[], names: string[]): CellProblem {
  const theirs = others.map((id) => {
    const defined = nodes.get(id)?.analysis.defines.map(({ name }) => `"${name}"`) ?? [];
    return defined.length > 0 ? `the cell of ${defined.slice(0, 3).join(", ")}` : "another cell";
  });
  const uses = names.length > 0 ? ` (it uses ${names.map((name) => `"${name}"`).join(", ")})` : "";
  const message = `This cell and ${theirs.join(" and ")} need each other${uses}. Move what both need into a cell of its own.`;
  return { code: "cycle", message, names, cells: others };
}

/** Strongly connected components of more than one cell (Tarjan). */
function findCircles(nodes: ReadonlyMap<string, GraphNode>): string[][] {
  const circles: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const visit = (id: string): void => {
    index.set(id, index.size);
    low.set(id, index.get(id) as number);
    stack.push(id);
    for (const need of nodes.get(id)?.needs ?? []) {
      if (!index.has(need)) visit(need);
      if (stack.includes(need)) low.set(id, Math.min(low.get(id) as number, low.get(need) as number));
    }
    if (low.get(id) !== index.get(id)) return;
    const circle = stack.splice(stack.indexOf(id));
    if (circle.length > 1) circles.push(circle);
  };
  for (const id of nodes.keys()) if (!index.has(id)) visit(id);
  return circles;
}
