import type * as Y from "yjs";
import type { Api } from "@/components/trpc/client";
import type { CellList } from "@/lib/notebook/observe";
import type { Backend } from "@/lib/protocol/device";
import type { LocalState } from "./cell-status";
import type { ExecutionStore } from "./execution-store";
import type { KernelState } from "./kernel-state";
import type { Store } from "./use-store";

interface Options {
  api: Api;
  workspace: string;
  notebookId: string;
  doc: Y.Doc;
  cells: CellList;
  executions: ExecutionStore;
}

export class PageKernel {
  readonly #state: KernelState = { status: "off", device: null, wanted: "auto", message: null };
  readonly state: Store<KernelState> = { subscribe: () => () => undefined, getSnapshot: () => this.#state };
  constructor(readonly options: Options) {}
  readonly subscribe = (_listener: () => void) => () => undefined;
  stateOf(_cellId: string): LocalState | undefined {
    return undefined;
  }
  run(_ids: readonly string[]): void {}
  stop(_id: string): void {}
  interrupt(): void {}
  restart(): void {}
  setBackend(_backend: "auto" | Backend): void {}
  destroy(): void {}
}
