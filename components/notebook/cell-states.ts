import type { Cell } from "@/lib/notebook/doc";
import type { ErrorOutput } from "@/lib/protocol/output";
import { CodeHashes } from "./code-hashes";
import { cellStatus, type CellStatus, type LocalState } from "./cell-status";
import type { CellExecution, ExecutionStore } from "./execution-store";
import type { Store } from "./use-store";

interface Entry {
  status: CellStatus;
  runs: number;
  error: ErrorOutput | null;
}

const idle: CellStatus = { state: "idle", reason: null, elsewhere: false, held: false };

/** What all marks show at one moment. */
export class CellStatesView {
  readonly staleCount: number;
  readonly running: number;

  constructor(private readonly entries: ReadonlyMap<string, Entry>) {
    const states = [...entries.values()].map(({ status }) => status);
    this.staleCount = states.filter(({ state, held }) => state === "stale" && !held).length;
    this.running = states.filter(
      ({ state, elsewhere }) => !elsewhere && (state === "running" || state === "queued"),
    ).length;
  }

  readonly of = (cellId: string): CellStatus => this.entries.get(cellId)?.status ?? idle;
  readonly runsOf = (cellId: string): number => this.entries.get(cellId)?.runs ?? 0;
  readonly errorOf = (cellId: string): ErrorOutput | null => this.entries.get(cellId)?.error ?? null;
  readonly entry = (cellId: string): Entry | undefined => this.entries.get(cellId);
}

interface Sources {
  cells: Store<readonly Cell[]>;
  executions: ExecutionStore;
  local: { subscribe: (listener: () => void) => () => void; stateOf: (cellId: string) => LocalState | undefined };
}

const isSame = (a: CellStatus, b: CellStatus): boolean =>
  a.state === b.state && a.reason === b.reason && a.elsewhere === b.elsewhere && a.held === b.held;
// An execution that the server has not numbered yet is the latest of as many as are known.
const runsOf = (shown: CellExecution | null, before: number): number =>
  !shown ? 0 : shown.execution.number < Number.MAX_SAFE_INTEGER ? shown.execution.number : Math.max(before, 1);

function errorIn(shown: CellExecution | null): ErrorOutput | null {
  if (shown?.execution.status !== "failed") return null;
  for (const { chunk } of shown.chunks) if (chunk?.kind === "error") return chunk.error;
  return null;
}

/** Joins the person's kernel and everyone's executions to one state a cell. Entries that did not change stay the same objects. */
export class CellStates implements Store<CellStatesView> {
  #view = new CellStatesView(new Map());
  #entries = new Map<string, Entry>();
  #due = false;
  readonly #listeners = new Set<() => void>();
  readonly #stops: (() => void)[];
  readonly #hashes = new CodeHashes(() => this.#soon());

  constructor(private readonly sources: Sources) {
    this.#stops = [sources.cells, sources.executions, sources.local].map((source) => source.subscribe(this.#soon));
    this.#compute();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): CellStatesView => this.#view;

  destroy(): void {
    for (const stop of this.#stops) stop();
    this.#listeners.clear();
  }

  /** Outputs come in bursts: one look for all of a moment. */
  readonly #soon = (): void => {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      if (this.#compute()) for (const listener of this.#listeners) listener();
    });
  };

  #hasChanged(shown: CellExecution | null, text: Cell["text"]): boolean {
    const ran = shown?.execution.codeHash;
    if (!ran) return false;
    const now = this.#hashes.of(text.toJSON());
    return now !== undefined && now !== ran;
  }

  #compute(): boolean {
    const { cells, executions, local } = this.sources;
    let changed = false;
    const next = new Map<string, Entry>();
    for (const { id, type, text } of cells.getSnapshot()) {
      if (type === "md") continue;
      const before = this.#entries.get(id);
      const shown = executions.getCell(id);
      const state = local.stateOf(id);
      // Of what ran in this kernel the runner knows best.
      const unknown = !state || state.freshness === "new";
      const status = cellStatus(
        state,
        shown?.execution,
        shown?.isLocal ?? false,
        unknown && this.#hasChanged(shown, text),
      );
      const runs = runsOf(shown, before?.runs ?? 0);
      const error = errorIn(shown);
      const same = before && isSame(before.status, status) && before.runs === runs && before.error === error;
      next.set(
        id,
        same ? before : { status: before && isSame(before.status, status) ? before.status : status, runs, error },
      );
      changed ||= !same;
    }
    changed ||= next.size !== this.#entries.size;
    this.#entries = next;
    if (changed) this.#view = new CellStatesView(next);
    return changed;
  }
}
