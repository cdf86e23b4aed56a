import type { CellAnalysis } from "./analyse-cell";
import { analyseCode } from "./analyse-code";
import type { CellProblem } from "./cell-problem";
import { findCircles, leadsTo } from "./circles";
import { assignedNotice, assignmentProblem, cycleProblem, duplicateProblem } from "./graph-problems";
import { type Reach, reachOf } from "./reach";

/** How a person holds a cell back: `pinned` runs only when it is asked for by itself, `disabled` not at all. */
export type CellHold = "pinned" | "disabled";

export interface GraphCell {
  id: string;
  /** TypeScript, or SQL with its mark (sql/sql-code.ts). */
  source: string;
  hold?: CellHold | null;
  /** It has run well in some kernel: of two cells with a name, such a one had it first. */
  proven?: boolean;
}

export interface GraphNode {
  id: string;
  source: string;
  analysis: CellAnalysis;
  hold: CellHold | null;
  /** Why it cannot run: its own fault, a name that is taken, a cycle. */
  problem: CellProblem | null;
  /** What another cell does to it, which does not keep it from running. */
  notice: CellProblem | null;
  /** Cells that must have run before it, in the notebook's order. Not those further back: follow theirs. */
  needs: readonly string[];
  /** What it reads, changes and costs. */
  reach: Reach;
  /** By name of another cell that it reads: the cells above it that change that value in place, and are to be run before. */
  changedBefore: ReadonlyMap<string, readonly string[]>;
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
    const analysis = analyseCode(source);
    this.#known.set(source, analysis);
    return analysis;
  }

  keepOnly(sources: Iterable<string>): void {
    this.#known = new Map([...new Set(sources)].map((source) => [source, this.get(source)]));
  }
}

/**
 * `before`: the graph as it was. A cell that owned a name keeps it while it defines it, wherever a newcomer is put; without
 * one, a cell that has run well has it before one that has not, and then the first in the notebook's order.
 */
export function buildGraph(
  cells: readonly GraphCell[],
  before?: NotebookGraph,
  cache = new AnalysisCache(),
): NotebookGraph {
  const analyses = new Map(cells.map(({ id, source }) => [id, halfTyped(cache.get(source), before?.nodes.get(id))]));
  cache.keepOnly(cells.map(({ source }) => source));
  const owners = findOwners(cells, analyses, before?.owners);
  const nodes = new Map<string, GraphNode>();
  for (const { id, source, hold = null } of cells) {
    const analysis = analyses.get(id) as CellAnalysis;
    const problem = ownProblem(id, analyses, owners);
    const reach = problem ? nowhere : reachOf(id, analyses, owners);
    nodes.set(id, { id, source, analysis, hold, problem, notice: null, needs: [], reach, changedBefore: new Map() });
  }
  linkNeeds(nodes, owners);
  markCycles(nodes, analyses, owners);
  markAssigned(nodes, owners);
  return { nodes, owners };
}

/** Text that cannot be read is most likely being typed: its cell keeps its names meanwhile, so that it breaks nobody. */
function halfTyped(analysis: CellAnalysis, before: GraphNode | undefined): CellAnalysis {
  return analysis.problem?.code === "syntax" && before ? { ...before.analysis, problem: analysis.problem } : analysis;
}

const nowhere: Reach = { needs: new Set(), names: new Set(), changes: new Set(), costly: false };

function ownProblem(
  id: string,
  analyses: ReadonlyMap<string, CellAnalysis>,
  owners: ReadonlyMap<string, string>,
): CellProblem | null {
  const own = analyses.get(id)?.problem ?? null;
  if (own) return own.code === "assignment" ? assignmentProblem(own, owners) : own;
  return duplicateProblem(id, analyses, owners);
}

function findOwners(
  cells: readonly GraphCell[],
  analyses: ReadonlyMap<string, CellAnalysis>,
  before: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const claims = new Map<string, GraphCell[]>();
  for (const cell of cells)
    for (const { name } of analyses.get(cell.id)?.defines ?? []) claims.set(name, [...(claims.get(name) ?? []), cell]);
  return new Map([...claims].map(([name, claiming]) => [name, firstOf(claiming, before.get(name))]));
}

function firstOf(claiming: readonly GraphCell[], before: string | undefined): string {
  const proven = claiming.filter((cell) => cell.proven);
  const candidates = proven.length > 0 ? proven : claiming;
  return (candidates.find(({ id }) => id === before) ?? candidates[0])?.id as string;
}

/** Needs of names, and after them needs of order: who reads a value comes after the cells above that change it in place. */
function linkNeeds(nodes: Map<string, GraphNode>, owners: ReadonlyMap<string, string>): void {
  const places = new Map([...nodes.keys()].map((id, index) => [id, index]));
  const inOrder = (ids: Iterable<string>) => [...ids].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  const needs = new Map([...nodes.values()].map(({ id, reach }) => [id, inOrder(reach.needs)]));
  const changers = new Map<string, string[]>();
  for (const node of nodes.values()) {
    const changedBefore = new Map<string, readonly string[]>();
    for (const name of node.reach.names) {
      const above = changers.get(name);
      if (!above || owners.get(name) === node.id) continue;
      const last = above.at(-1) as string;
      // Where cells stand against the order of their names, names go first.
      if (leadsTo(needs, last, node.id)) continue;
      changedBefore.set(name, [...above]);
      needs.set(node.id, inOrder(new Set([...(needs.get(node.id) ?? []), last])));
    }
    for (const name of node.reach.changes) changers.set(name, [...(changers.get(name) ?? []), node.id]);
    nodes.set(node.id, { ...node, changedBefore });
  }
  for (const node of nodes.values()) nodes.set(node.id, { ...node, needs: needs.get(node.id) ?? [] });
}

/** Gives each cell of a circle the error that names the others. */
function markCycles(
  nodes: Map<string, GraphNode>,
  analyses: ReadonlyMap<string, CellAnalysis>,
  owners: ReadonlyMap<string, string>,
): void {
  for (const circle of findCircles(new Map([...nodes.values()].map(({ id, needs }) => [id, needs])))) {
    for (const id of circle) {
      const node = nodes.get(id) as GraphNode;
      const others = circle.filter((other) => other !== id);
      const names = [...node.analysis.uses, ...Object.values(node.analysis.deferredUses).flat()].filter(
        (name) => circle.includes(owners.get(name) ?? "") && owners.get(name) !== id,
      );
      nodes.set(id, { ...node, problem: cycleProblem(analyses, others, [...new Set(names)]) });
    }
  }
}

/** A cell whose name another assigns to is told so, and runs on. */
function markAssigned(nodes: Map<string, GraphNode>, owners: ReadonlyMap<string, string>): void {
  for (const { id, problem } of [...nodes.values()]) {
    if (problem?.code !== "assignment") continue;
    for (const owner of problem.cells) {
      const node = nodes.get(owner) as GraphNode;
      const names = problem.names.filter((name) => owners.get(name) === owner);
      const told = node.notice ?? { names: [], cells: [] };
      nodes.set(owner, {
        ...node,
        notice: assignedNotice([...new Set([...told.names, ...names])], [...told.cells, id]),
      });
    }
  }
}
