import type { KernelState } from "@/components/notebook/kernel-state";
import type { LocalState } from "@/components/notebook/cell-status";
import { localState } from "@/components/notebook/local-state";
import type { Store } from "@/components/notebook/use-store";
import type { OutputPlace } from "@/components/outputs/output-context";
import type { Api } from "@/components/trpc/client";
import { errorText } from "@/components/trpc/error-text";
import { toast } from "@/components/ui/toast";
import type { NotebookGraph } from "@/lib/graph/notebook-graph";
import type { CellState } from "@/lib/kernel/runner-state";
import type { SharedCommand, SharedSession } from "@/lib/protocol/shared-session";
import { viewCalls, type Viewer, type ViewCallName, type ViewInput, type ViewOutput } from "@/lib/protocol/view";

interface Options {
  api: Api;
  workspace: string;
  notebookId: string;
  graph: Store<NotebookGraph>;
  /** Resolves when what was written here is in the document that everyone has. */
  saved: () => Promise<void>;
}

export interface SharedKernelState {
  /** Null: the notebook has none now. Undefined: that is not known yet. */
  session: SharedSession | null | undefined;
  /** The last one, and why it is over. */
  ended: { jobId: string; reason: string | null } | null;
}

const starting: KernelState = {
  status: "starting",
  device: null,
  wanted: "auto",
  message: null,
  gpuDraining: false,
  lost: 0,
};
const off: KernelState = { ...starting, status: "off" };

/** The notebook's shared session, as this page sees it: a kernel on a server's worker, driven by everyone who may edit. */
export class SharedKernel implements Store<SharedKernelState> {
  #state: SharedKernelState = { session: undefined, ended: null };
  #kernel = off;
  #cells: ReadonlyMap<string, CellState> = new Map();
  #edited: ReadonlySet<string> = new Set();
  readonly #listeners = new Set<() => void>();
  readonly #stops: (() => void)[];
  readonly outputPlace: OutputPlace;

  constructor(private readonly options: Options) {
    const { api, workspace, notebookId, graph } = options;
    const watch = api.sharedSessions.watch.subscribe(
      { workspace, notebookId },
      { onData: (state) => this.#onState(state) },
    );
    this.#stops = [() => watch.unsubscribe(), graph.subscribe(() => this.#see())];
    this.outputPlace = { viewer: this.#viewer() };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): SharedKernelState => this.#state;

  /** As a kernel's badge shows it. */
  get kernel(): KernelState {
    return this.#kernel;
  }

  /** In which the executions of its present kernel are recorded. */
  get sessionId(): string | null {
    return this.#state.session?.state?.recordedIn ?? null;
  }

  stateOf(cellId: string): LocalState | undefined {
    const isEdited = this.#edited.has(cellId);
    return localState(cellId, this.#cells, this.options.graph.getSnapshot(), isEdited);
  }

  /** Cells run as they stand in the document, so what was written here has to be there first. */
  async run(ids: readonly string[], sweep: boolean): Promise<void> {
    if (ids.length === 0) return;
    await this.options.saved();
    this.send({ type: "run", ids: [...ids], sweep });
  }

  send(command: SharedCommand): void {
    const { api, workspace, notebookId } = this.options;
    api.sharedSessions.command
      .mutate({ workspace, notebookId, command })
      .catch((error: unknown) => toast.error(errorText(error).message));
  }

  /** Resolves to whether it has begun, or had already. */
  async open(): Promise<boolean> {
    const { api, workspace, notebookId } = this.options;
    try {
      const { waitsFor } = await api.sharedSessions.open.mutate({ workspace, notebookId });
      if (waitsFor !== null) toast.message(waitsFor);
      return true;
    } catch (error) {
      toast.error(errorText(error).message);
      return false;
    }
  }

  end(): void {
    const { api, workspace, notebookId } = this.options;
    api.sharedSessions.close
      .mutate({ workspace, notebookId })
      .catch((error: unknown) => toast.error(errorText(error).message));
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
    this.#listeners.clear();
  }

  #onState(state: SharedKernelState): void {
    this.#state = state;
    const { session } = state;
    this.#kernel = session ? (session.state?.kernel ?? { ...starting, message: session.waitsFor }) : off;
    this.#see();
  }

  /** Joins what the session says of its cells with the notebook as it stands here. */
  #see(): void {
    const told = this.#state.session?.state?.cells ?? [];
    const said = new Map(told.map((cell) => [cell.id, cell]));
    this.#edited = new Set(told.filter(({ isEdited }) => isEdited).map(({ id }) => id));
    const { nodes } = this.options.graph.getSnapshot();
    this.#cells = new Map(
      [...nodes].map(([id, { problem, notice }]) => [id, { ...untouched, ...said.get(id), problem, notice }]),
    );
    for (const listener of this.#listeners) listener();
  }

  #viewer(): Viewer {
    const { api, workspace, notebookId } = this.options;
    return {
      view: async <N extends ViewCallName>(name: N, input: ViewInput<N>) => {
        const { value } = await api.sharedSessions.view.mutate({ workspace, notebookId, name, input });
        return viewCalls[name].output.parse(value) as ViewOutput<N>;
      },
    };
  }
}

const untouched: Omit<CellState, "problem" | "notice"> = {
  status: "idle",
  place: 0,
  freshness: "new",
  continued: [],
  isLost: false,
};
