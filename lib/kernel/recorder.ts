import type { ExecutionEnd } from "./driver";
import type { OutputChunk } from "@/lib/protocol/output";

/**
 * Who is told of every execution of a runner: the page's store and, through it, the server. Calls come in order; nothing here
 * is waited for.
 */
export interface ExecutionRecorder {
  begin(execution: { executionId: string; cellId: string; code: string }): void;
  append(executionId: string, chunks: readonly { seq: number; chunk: OutputChunk }[]): void;
  end(executionId: string, status: ExecutionEnd["status"]): void;
}

const FIRST_MS = 5;

/** Numbers the chunks of executions, and hands on those of one moment together. */
export class ChunkBatcher {
  readonly #next = new Map<string, number>();
  readonly #waiting = new Map<string, { seq: number; chunk: OutputChunk }[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly recorder: ExecutionRecorder,
    private readonly everyMs = 16,
  ) {}

  /** The first output of an execution hardly waits: just so long that its end goes with it, where that was all. */
  add(executionId: string, chunk: OutputChunk): void {
    const seq = this.#next.get(executionId) ?? 0;
    this.#next.set(executionId, seq + 1);
    const waiting = this.#waiting.get(executionId) ?? [];
    waiting.push({ seq, chunk });
    this.#waiting.set(executionId, waiting);
    this.#timer ??= setTimeout(() => this.flush(), seq === 0 ? FIRST_MS : this.everyMs);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batches = [...this.#waiting];
    this.#waiting.clear();
    for (const [executionId, chunks] of batches) this.recorder.append(executionId, chunks);
  }
}
