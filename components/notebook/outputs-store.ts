import type { CellExecution, ExecutionStore } from "./execution-store";
import type { Store } from "./use-store";

interface Outputs {
  of: (cellId: string) => CellExecution | null;
}

/** The store of executions, read cell by cell: what a cell shows stays the same object until it changes. */
export function outputsOf(executions: ExecutionStore): Store<Outputs> {
  const outputs: Outputs = { of: (cellId) => executions.getCell(cellId) };
  return { subscribe: executions.subscribe, getSnapshot: () => outputs };
}
