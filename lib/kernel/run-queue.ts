import type { CellProblem } from "@/lib/graph/cell-problem";
import type { CellRuns, Freshness } from "@/lib/graph/freshness";
import { cellWords } from "@/lib/graph/graph-problems";
import type { NotebookGraph } from "@/lib/graph/notebook-graph";
import { ancestors, blocker, descendants, runOrder } from "@/lib/graph/order";
import type { ErrorOutput } from "@/lib/protocol/output";

/** A cell that waits for its turn, with its text as it was when somebody asked for it. */
export interface Waiting {
  cellId: string;
  source: string;
  /** It follows a cell above it by itself: nobody asked for it. */
  follows?: true;
}

/** What has run in this kernel, and what that makes of each cell. */
interface Past {
  runs: CellRuns;
  states: ReadonlyMap<string, Freshness>;
}

/**
 * What running these cells takes: each after the cells it needs, of which those that hold good are left out. Cells that are
 * asked for run in any case, but for those held back: a `sweep` (run all, run stale) passes over pinned cells that
 * have a value, and over disabled ones with all that needs them.
 */
export function planRun(
  graph: NotebookGraph,
  { runs, states }: Past,
  wanted: readonly string[],
  sweep = false,
): Waiting[] {
  const disabled = sweep ? allDisabled(graph) : new Map<string, string>();
  const asked = new Set(wanted.filter((id) => !sweep || !(disabled.has(id) || isPinned(graph, runs, id))));
  return runOrder(graph, [...asked])
    .filter((id) => asked.has(id) || (isOutdated(states.get(id)) && !keepsValue(graph, runs, id)))
    .map((cellId) => ({ cellId, source: graph.nodes.get(cellId)?.source ?? "" }));
}

/** Held by a person, or broken by an edit since it ran: what needs it runs on the value that is there. */
function keepsValue(graph: NotebookGraph, runs: CellRuns, id: string): boolean {
  const { hold = null, problem = null } = graph.nodes.get(id) ?? {};
  return hold !== null || (problem !== null && runs.get(id)?.end === "succeeded");
}

const isOutdated = (state: Freshness | undefined): boolean => state !== "fresh" && state !== "continued";

const isPinned = (graph: NotebookGraph, runs: CellRuns, id: string): boolean =>
  graph.nodes.get(id)?.hold === "pinned" && runs.get(id)?.end === "succeeded";

const disabledByGraph = new WeakMap<NotebookGraph, ReadonlyMap<string, string>>();

/** By disabled cell, and by each that needs one: the disabled cell. A page asks for every cell at every change, so once a graph. */
function allDisabled(graph: NotebookGraph): ReadonlyMap<string, string> {
  const known = disabledByGraph.get(graph);
  if (known) return known;
  const found = new Map<string, string>();
  for (const id of runOrder(graph, [...graph.nodes.keys()])) {
    const { hold = null, needs = [] } = graph.nodes.get(id) ?? {};
    const by = hold === "disabled" ? id : found.get(needs.find((need) => found.has(need)) ?? "");
    if (by !== undefined) found.set(id, by);
  }
  disabledByGraph.set(graph, found);
  return found;
}

/** The cell that is disabled and keeps this one from running: itself, or one it needs. */
export const disabledFor = (graph: NotebookGraph, cellId: string): string | undefined => allDisabled(graph).get(cellId);

/** A cell that took no longer than this may follow by itself. */
export const CHEAP_MS = 300;

/**
 * The cells that follow by themselves what has run: stale only for that, with the text they last ran with, quick then, and
 * without consequences (no training, run or commit, nothing changed in place). A cell that somebody is writing waits.
 */
export function planFollowing(graph: NotebookGraph, { runs, states }: Past): Waiting[] {
  const following = new Set<string>();
  for (const id of runOrder(graph, [...graph.nodes.keys()])) {
    const node = graph.nodes.get(id);
    const run = runs.get(id);
    if (!node || !run || states.get(id) !== "stale" || node.problem || node.hold) continue;
    const isCheap = run.end === "succeeded" && run.durationMs <= CHEAP_MS && !node.reach.costly;
    const isPure = run.source === node.source && node.reach.changes.size === 0;
    const hasAll = node.needs.every((need) => following.has(need) || holdsGood(graph, { runs, states }, need));
    if (isCheap && isPure && hasAll) following.add(id);
  }
  return [...following].map((cellId) => ({ cellId, source: graph.nodes.get(cellId)?.source ?? "", follows: true }));
}

function holdsGood(graph: NotebookGraph, { runs, states }: Past, id: string): boolean {
  if (graph.nodes.get(id)?.hold === "pinned") return runs.get(id)?.end === "succeeded";
  return !isOutdated(states.get(id));
}

/**
 * The error of a cell that cannot run now, or nothing: its own problem, or a cell it needs that is broken or whose last run
 * failed. One that was only edited since keeps its values: what uses them is stale then, not wrong.
 */
export function refusal(graph: NotebookGraph, runs: CellRuns, cellId: string): ErrorOutput | undefined {
  const blocked = blocker(graph, cellId);
  if (blocked?.problem && blocked.id === cellId) return asError(blocked.problem);
  const disabled = disabledFor(graph, cellId);
  if (disabled === cellId)
    return { name: "CellError", message: "This cell is disabled. Enable it in its menu to run it.", stack: [] };
  if (disabled !== undefined) return neededError(graph, disabled, "is disabled. Enable that one first.");
  const missing = ancestors(graph, cellId).find((id) => runs.get(id)?.end !== "succeeded");
  if (missing === undefined) return undefined;
  const { problem = null, hold = null } = graph.nodes.get(missing) ?? {};
  if (problem) return neededError(graph, missing, `has an error: ${problem.message}`);
  if (hold === "pinned" && !runs.has(missing))
    return neededError(
      graph,
      missing,
      "is pinned and has not run in this kernel. Pinned cells run only by themselves: run that one first.",
    );
  return neededError(graph, missing, "failed or has not run.");
}

function asError({ code, message, line, column }: CellProblem): ErrorOutput {
  return {
    name: code === "syntax" ? "SyntaxError" : "CellError",
    message,
    ...(line && { line }),
    ...(column && { column }),
    stack: [],
  };
}

function neededError(graph: NotebookGraph, id: string, what: string): ErrorOutput {
  const cell = cellWords(graph.nodes.get(id)?.analysis);
  return { name: "CellError", message: `This cell was not run, because ${cell}, which it needs, ${what}`, stack: [] };
}

/** The cells that read one of the names of a cell, and those that need them. */
export function readersOf(graph: NotebookGraph, cellId: string, names: readonly string[]): string[] {
  const readers = descendants(graph, cellId).filter((id) =>
    names.some((name) => graph.nodes.get(id)?.reach.names.has(name)),
  );
  return [...new Set(readers.flatMap((id) => [id, ...descendants(graph, id)]))];
}
