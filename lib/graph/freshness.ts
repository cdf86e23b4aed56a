import type { NotebookGraph } from "./notebook-graph";

/** What is remembered of the last time a cell ran in the kernel session. */
export interface CellRun {
  source: string;
  ok: boolean;
  /** Counts the runs of the session, so that a later run has the greater number. */
  number: number;
  /** Which run of each needed cell it saw. */
  saw: ReadonlyMap<string, number>;
}

/**
 * `fresh`: its values are what a fresh kernel would give. `stale`: it ran, but its text or something it needs has changed since.
 * `failed`: it ran as it stands and threw. `new`: it has not run in this session.
 */
export type Freshness = "new" | "fresh" | "stale" | "failed";

export type CellRuns = ReadonlyMap<string, CellRun>;

/** The record of a cell that has just run. */
export function recordRun(graph: NotebookGraph, runs: CellRuns, id: string, ok: boolean, number: number): CellRun {
  const node = graph.nodes.get(id);
  const saw = new Map((node?.needs ?? []).map((need) => [need, runs.get(need)?.number ?? 0]));
  return { source: node?.source ?? "", ok, number, saw };
}

export function freshness(graph: NotebookGraph, runs: CellRuns): Map<string, Freshness> {
  const known = new Map<string, Freshness>();
  const visit = (id: string): Freshness => {
    const before = known.get(id);
    if (before) return before;
    known.set(id, "stale"); // what a circle sees of itself
    const state = judge(graph, runs, id, visit);
    known.set(id, state);
    return state;
  };
  for (const id of graph.nodes.keys()) visit(id);
  return known;
}

function judge(graph: NotebookGraph, runs: CellRuns, id: string, visit: (id: string) => Freshness): Freshness {
  const node = graph.nodes.get(id);
  const run = runs.get(id);
  if (!node || !run) return "new";
  const current =
    run.source === node.source &&
    run.saw.size === node.needs.length &&
    node.needs.every((need) => run.saw.get(need) === runs.get(need)?.number);
  // Every need is visited: a stale ancestor makes all below it stale, though they saw its last run.
  const needsFresh = node.needs.map(visit).every((state) => state === "fresh");
  if (!current) return "stale";
  if (!run.ok) return "failed";
  return needsFresh ? "fresh" : "stale";
}
