import type { AnalysisCache, NotebookGraph } from "@/lib/graph/notebook-graph";
import type { CellProblem } from "@/lib/graph/cell-problem";
import type { CellRuns, Freshness } from "@/lib/graph/freshness";
import type { RunLedger } from "@/lib/graph/run-ledger";
import type { SlotStatus } from "./kernel-slot";
import type { Waiting } from "./run-queue";

export interface KernelStatus extends SlotStatus {
  /** How many cells one press would run again, because a kernel has ended: those whose values are gone, those that waited. */
  lost: number;
}

export interface CellState {
  status: "idle" | "queued" | "running";
  /** Its place among those that wait: 1 is next. */
  place: number;
  freshness: Freshness;
  /** Names that it found changed in place by an earlier run. */
  continued: readonly string[];
  /** Its value went with an ended kernel. */
  isLost: boolean;
  /** Why it cannot run, where its text alone says so. */
  problem: CellProblem | null;
  /** What another cell does to it, which does not keep it from running. */
  notice: CellProblem | null;
}

export interface RunnerSnapshot {
  kernel: KernelStatus;
  cells: ReadonlyMap<string, CellState>;
}

interface Known {
  graph: NotebookGraph;
  ledger: RunLedger;
  waiting: readonly Waiting[];
  /** The cell that runs. */
  running: string | undefined;
}

/** What is to be said of each cell. */
export function describeCells({ graph, ledger, waiting, running }: Known): Map<string, CellState> {
  const states = ledger.states(graph);
  const { lost } = ledger.history;
  const places = new Map(waiting.map(({ cellId }, index) => [cellId, index + 1]));
  const cells = new Map<string, CellState>();
  for (const [id, { problem, notice }] of graph.nodes) {
    const place = places.get(id) ?? 0;
    cells.set(id, {
      status: running === id ? "running" : place > 0 ? "queued" : "idle",
      place,
      freshness: states.get(id) ?? "new",
      continued: ledger.get(id)?.continued ?? [],
      isLost: lost.has(id),
      problem,
      notice,
    });
  }
  return cells;
}

/** "… The values of x, y and 3 more are gone." */
export function lossMessage(what: string, runs: CellRuns, analyses: AnalysisCache): string {
  const names = [...runs].flatMap(([, run]) =>
    run.end === "succeeded"
      ? analyses
          .get(run.source)
          .defines.filter(({ kind }) => kind !== "import" && kind !== "function")
          .map(({ name }) => name)
      : [],
  );
  if (names.length === 0) return what;
  const shown = names.slice(0, 5).join(", ");
  return `${what} The values of ${shown}${names.length > 5 ? ` and ${names.length - 5} more` : ""} are gone.`;
}
