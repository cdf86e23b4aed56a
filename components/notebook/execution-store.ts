import { OutputLog } from "@/lib/execution/reduce";
import type { EndStatus } from "@/lib/execution/send-queue";
import type { Device } from "@/lib/protocol/device";
import type { Execution, ExecutionEvent, PlacedChunk, WireChunk } from "@/lib/protocol/execution";
import { type OutputChunk, outputChunkSchema } from "@/lib/protocol/output";
import { ExecutionSender, type SendingState } from "./execution-sender";
import type { ExecutionTransport } from "./execution-transport";
import { CALM_MS } from "./shown-runner";

/** What a cell shows: its newest execution and what that left. The same object until something of it changes. */
export interface CellExecution {
  execution: Execution;
  /** Displays stand where they first stood, in their latest state; each `seq` is a place, so it may be a key. */
  chunks: readonly PlacedChunk[];
  /** It runs, or ran, in this page's kernel. */
  isLocal: boolean;
  /** Why the server's record lacks some or all of it; null when all is recorded. */
  unrecorded: string | null;
}

export interface RecordingState extends SendingState {
  /** Others' results come in as they happen. */
  watching: boolean;
}

interface Row {
  execution: Execution;
  outputs: OutputLog;
  isLocal: boolean;
  unrecorded: string | null;
  /** The server takes nothing more of it. */
  refused: boolean;
  view: CellExecution | null;
}

interface Options {
  transport: ExecutionTransport;
  notebookId: string;
  me: { id: string; name: string };
  gatherMs?: number;
  maxRetryMs?: number;
}

/** An execution here that the server has not numbered yet comes after all that it has. */
const NOT_NUMBERED = Number.MAX_SAFE_INTEGER;

/** A chunk from a newer server may be of a kind that this page does not know: it is passed over. */
function readChunk({ seq, place, json, blobHash }: WireChunk): PlacedChunk[] {
  if (json === null) return [{ seq, place, chunk: null, blobHash }];
  const parsed = outputChunkSchema.safeParse(JSON.parse(json));
  return parsed.success ? [{ seq, place, chunk: parsed.data, blobHash }] : [];
}

/** Of what runs here the server knows number and stamps, and this page how it goes: the news of it is older there. */
const mergeLocal = (local: Execution, server: Execution): Execution => ({
  ...server,
  status: local.status,
  startedAt: local.startedAt,
  endedAt: local.endedAt,
});

const byNewest = ({ execution: a }: Row, { execution: b }: Row) =>
  b.number - a.number || b.createdAt.getTime() - a.createdAt.getTime();

/**
 * What the notebook's cells show. Puts together what this page's kernel reports, shown at once, and what the server tells of
 * everyone; as the kernel's recorder it also sends the former to the server. Lives outside React: one subscription a cell.
 */
export class ExecutionStore {
  readonly #rows = new Map<string, Row>();
  readonly #newest = new Map<string, string>();
  /** Executions that have begun here and are not shown yet. */
  readonly #beginning = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #cellListeners = new Map<string, Set<() => void>>();
  readonly #listeners = new Set<() => void>();
  readonly #sender: ExecutionSender;
  readonly #stopWatching: () => void;
  /** The shared session's: what ran there counts for more than in others' own kernels. */
  #preferred: string | null = null;
  #state: RecordingState = { watching: false, sending: false, trouble: null };

  constructor(readonly options: Options) {
    const { transport, gatherMs, maxRetryMs } = options;
    this.#sender = new ExecutionSender({
      transport,
      gatherMs,
      maxRetryMs,
      onState: (state) => this.#set(state),
      onUnrecorded: (executionId, reason, partly) => this.#onUnrecorded(executionId, reason, partly),
    });
    this.#stopWatching = transport.watch(
      (event) => this.#onEvent(event),
      (watching) => {
        this.#set({ watching });
        if (watching) this.#sender.retryNow();
      },
    );
  }

  /** From now on what this session ran shows in place of what others ran in their own kernels. */
  prefer(sessionId: string | null): void {
    if (sessionId === this.#preferred) return;
    this.#preferred = sessionId;
    for (const cellId of new Set([...this.#rows.values()].map(({ execution }) => execution.cellId))) this.#rank(cellId);
  }

  /** A kernel has started here. */
  startSession(device: Device): void {
    this.#sender.startSession(device);
  }

  /** The kernel here is gone. */
  endSession(): void {
    this.#sender.endSession();
  }

  begin({ executionId, cellId, code }: { executionId: string; cellId: string; code: string }): void {
    const now = new Date();
    this.#addRow(
      {
        id: executionId,
        notebookId: this.options.notebookId,
        cellId,
        sessionId: "",
        user: this.options.me,
        codeHash: "",
        device: this.#sender.device,
        status: "running",
        number: NOT_NUMBERED,
        createdAt: now,
        startedAt: now,
        endedAt: null,
      },
      true,
    );
    this.#sender.begin(executionId, cellId, code);
    this.#beginning.set(
      executionId,
      setTimeout(() => this.#show(executionId), CALM_MS),
    );
  }

  #show(executionId: string): void {
    clearTimeout(this.#beginning.get(executionId));
    const row = this.#rows.get(executionId);
    if (this.#beginning.delete(executionId) && row) this.#rank(row.execution.cellId);
  }

  append(executionId: string, chunks: readonly { seq: number; chunk: OutputChunk }[]): void {
    const row = this.#rows.get(executionId);
    row?.outputs.add(chunks.map(({ seq, chunk }) => ({ seq, chunk, blobHash: null })));
    this.#show(executionId);
    if (row) this.#changed(row);
    if (!row?.refused) this.#sender.append(executionId, chunks);
  }

  end(executionId: string, status: EndStatus): void {
    const row = this.#rows.get(executionId);
    if (row) row.execution = { ...row.execution, status, endedAt: new Date() };
    this.#show(executionId);
    if (row) this.#changed(row);
    if (!row?.refused) this.#sender.end(executionId, status);
  }

  #onUnrecorded(executionId: string, reason: string, partly: boolean): void {
    const row = this.#rows.get(executionId);
    if (!row) return;
    row.unrecorded ??= reason;
    row.refused ||= !partly;
    this.#changed(row);
  }

  #onEvent(event: ExecutionEvent): void {
    if (event.type === "execution") return this.#onExecution(event.execution);
    if (event.type === "chunks") return this.#onChunks(event.executionId, event.chunks);
    for (const { execution, chunks } of event.executions) {
      this.#onExecution(execution);
      this.#onChunks(execution.id, chunks);
    }
  }

  #onExecution(execution: Execution): void {
    const row = this.#rows.get(execution.id);
    if (row) row.execution = row.isLocal ? mergeLocal(row.execution, execution) : execution;
    if (row) row.view = null;
    else this.#addRow(execution, false);
    this.#rank(execution.cellId);
  }

  /** Of what ran here this page has all chunks already, and in full. */
  #onChunks(executionId: string, chunks: readonly WireChunk[]): void {
    const row = this.#rows.get(executionId);
    if (!row || row.isLocal) return;
    row.outputs.add(chunks.flatMap(readChunk));
    this.#changed(row);
  }

  #addRow(execution: Execution, isLocal: boolean): void {
    this.#rows.set(execution.id, {
      execution,
      outputs: new OutputLog(),
      isLocal,
      unrecorded: null,
      refused: false,
      view: null,
    });
  }

  /** The execution with the highest number is the cell's; others are forgotten, but for those that still run here. */
  #rank(cellId: string): void {
    // Of two that began within one millisecond the later one is told of later.
    const [newest, ...older] = [...this.#rows.values()]
      .filter(({ execution }) => execution.cellId === cellId)
      .reverse()
      .sort(byNewest)
      .sort((a, b) => Number(this.#counts(b)) - Number(this.#counts(a)));
    for (const { execution, isLocal } of older)
      if (execution.endedAt !== null || !isLocal) this.#rows.delete(execution.id);
    if (newest) this.#newest.set(cellId, newest.execution.id);
    this.#tellCell(cellId);
  }

  #counts({ isLocal, execution }: Row): boolean {
    return this.#preferred === null || isLocal || execution.sessionId === this.#preferred;
  }

  #changed(row: Row): void {
    row.view = null;
    if (this.#newest.get(row.execution.cellId) === row.execution.id) this.#tellCell(row.execution.cellId);
  }

  #tellCell(cellId: string): void {
    for (const listener of this.#cellListeners.get(cellId) ?? []) listener();
    for (const listener of this.#listeners) listener();
  }

  #set(change: Partial<RecordingState>): void {
    const next = { ...this.#state, ...change };
    const { watching, sending, trouble } = this.#state;
    if (next.watching === watching && next.sending === sending && next.trouble === trouble) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }

  /** What the cell shows; null when it never ran. */
  getCell(cellId: string): CellExecution | null {
    const row = this.#rows.get(this.#newest.get(cellId) ?? "");
    if (!row) return null;
    const { execution, outputs, isLocal, unrecorded } = row;
    row.view ??= { execution, chunks: outputs.chunks(), isLocal, unrecorded };
    return row.view;
  }

  subscribeCell(cellId: string, listener: () => void): () => void {
    const listeners = this.#cellListeners.get(cellId) ?? new Set();
    this.#cellListeners.set(cellId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#cellListeners.get(cellId) === listeners) this.#cellListeners.delete(cellId);
    };
  }

  /** Calls the listener with every change of any cell, and of the recording state. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): RecordingState => this.#state;

  destroy(): void {
    this.#stopWatching();
    this.#sender.stop();
    for (const timer of this.#beginning.values()) clearTimeout(timer);
    this.#listeners.clear();
    this.#cellListeners.clear();
  }
}
