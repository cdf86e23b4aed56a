import type { GraphNode, NotebookGraph } from "./notebook-graph";

/** What is remembered of the last time a cell ran in the kernel session. */
export interface CellRun {
  source: string;
  end: "succeeded" | "failed" | "cancelled";
  /** It was refused for what its text or another's says, and has not touched the kernel. */
  refused: boolean;
  /** Counts the runs of the session, so that a later run has the greater number. */
  number: number;
  /** Which run of each needed cell it saw. */
  saw: ReadonlyMap<string, number>;
  /** Names that it found otherwise than a fresh kernel would have them: changed in place by an earlier run. */
  continued: readonly string[];
  durationMs: number;
  /** An input of the cell has changed in a way that only a run of the cell can follow. */
  isOutdated?: true;
}

/**
 * `fresh`: its values are what a fresh kernel would give. `stale`: it ran, but its text or something it needs has changed since,
 * or the kernel that held its values has ended. `continued`: it ran on values that an earlier run had changed in place.
 * `failed`, `cancelled`: it ran as it stands and did not come to its end. `new`: it has not run here.
 */
export type Freshness = "new" | "fresh" | "continued" | "stale" | "failed" | "cancelled";

export type CellRuns = ReadonlyMap<string, CellRun>;

/** What a kernel session has done: its runs, and what went with the kernels before it. */
export interface History {
  runs: CellRuns;
  /** Cells whose values went with a kernel, and which have not run since. */
  lost: ReadonlySet<string>;
}

export function freshness(graph: NotebookGraph, { runs, lost }: History): Map<string, Freshness> {
  const known = new Map<string, Freshness>();
  const visit = (id: string): Freshness => {
    const before = known.get(id);
    if (before) return before;
    known.set(id, "stale"); // what a circle sees of itself
    const node = graph.nodes.get(id);
    const run = runs.get(id);
    const state = node && run ? judge(node, run, runs, (need) => held(graph, runs, need, visit)) : unrun(lost.has(id));
    known.set(id, state);
    return state;
  };
  for (const id of graph.nodes.keys()) visit(id);
  return known;
}

const unrun = (lost: boolean): Freshness => (lost ? "stale" : "new");

/** A pinned cell keeps its value: who needs it takes that for good. */
function held(graph: NotebookGraph, runs: CellRuns, id: string, visit: (id: string) => Freshness): Freshness {
  const state = visit(id);
  return graph.nodes.get(id)?.hold === "pinned" && runs.get(id)?.end === "succeeded" ? "fresh" : state;
}

function judge(node: GraphNode, run: CellRun, runs: CellRuns, visit: (id: string) => Freshness): Freshness {
  // Every need is visited: a stale ancestor makes all below it stale, though they saw its last run.
  const needs = node.needs.map(visit);
  if (node.problem) return run.refused && run.source === node.source ? "failed" : "stale";
  const mayRunNow = needs.every((state) => state === "fresh" || state === "continued");
  // What was refused saw nothing: that what it needs has failed once more changes nothing for it.
  const sawAll =
    run.saw.size === node.needs.length &&
    node.needs.every((need) => run.saw.get(need) === (runs.get(need)?.number ?? 0));
  const current = run.source === node.source && !run.isOutdated && (run.refused ? !mayRunNow : sawAll);
  if (!current || needs.some((state) => state === "stale" || state === "new")) return "stale";
  if (run.end !== "succeeded") return run.end;
  return run.continued.length > 0 ? "continued" : "fresh";
}

/** Why a cell that ran is stale, as far as the graph knows: the cells that it needs and that are not what it saw. */
export function turnedNeeds(
  graph: NotebookGraph,
  history: History,
  states: ReadonlyMap<string, Freshness>,
  id: string,
) {
  const run = history.runs.get(id);
  const needs = graph.nodes.get(id)?.needs ?? [];
  return {
    /** Changed, and not run since. */
    changed: needs.filter((need) => states.get(need) !== "fresh" && states.get(need) !== "continued"),
    /** Run since. */
    again: needs.filter((need) => run?.saw.get(need) !== (history.runs.get(need)?.number ?? 0)),
  };
}
