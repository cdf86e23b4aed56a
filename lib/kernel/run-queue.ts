import type { CellProblem } from "@/lib/graph/cell-problem";
import type { CellRuns, Freshness } from "@/lib/graph/freshness";
import type { NotebookGraph } from "@/lib/graph/notebook-graph";
import { ancestors, blocker, runOrder } from "@/lib/graph/order";
import type { ErrorOutput } from "@/lib/protocol/output";

/** A cell that waits for its turn, with its text as it was when somebody asked for it. */
export interface Waiting {
  cellId: string;
  source: string;
}

/**
 * What running these cells takes: each after the cells it needs, of which those that are fresh are left out. Cells that are
 * asked for run in any case.
 */
export function planRun(
  graph: NotebookGraph,
  fresh: ReadonlyMap<string, Freshness>,
  wanted: readonly string[],
): Waiting[] {
  const asked = new Set(wanted);
  return runOrder(graph, wanted)
    .filter((id) => asked.has(id) || fresh.get(id) !== "fresh")
    .map((cellId) => ({ cellId, source: graph.nodes.get(cellId)?.source ?? "" }));
}

/**
 * The error of a cell that cannot run now, or nothing: its own problem, or a cell it needs that is broken or whose last run
 * failed. One that was only edited since keeps its values: what uses them is stale then, not wrong.
 */
export function refusal(graph: NotebookGraph, runs: CellRuns, cellId: string): ErrorOutput | undefined {
  const blocked = blocker(graph, cellId);
  if (blocked?.problem && blocked.id === cellId) return asError(blocked.problem);
  const missing = ancestors(graph, cellId).find((id) => !runs.get(id)?.ok);
  if (missing === undefined) return undefined;
  const problem = graph.nodes.get(missing)?.problem;
  return neededError(graph, missing, problem ? `has an error: ${problem.message}` : "failed or has not run.");
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
  const names = graph.nodes.get(id)?.analysis.defines.map(({ name }) => `"${name}"`) ?? [];
  const cell = names.length > 0 ? `the cell of ${names.slice(0, 3).join(", ")}` : "a cell";
  return { name: "CellError", message: `This cell was not run, because ${cell}, which it needs, ${what}`, stack: [] };
}
