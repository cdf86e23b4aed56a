import { OutputLog } from "@/lib/execution/reduce";
import { deviceText } from "@/lib/format/device";
import { duration } from "@/lib/format/time";
import type { CellOutputs, NotebookFile } from "@/lib/notebook/notebook-file";
import type { Device } from "@/lib/protocol/device";
import type { ErrorOutput, OutputChunk } from "@/lib/protocol/output";

export interface HeadlessFile {
  name: string;
  text: string;
  notebook: NotebookFile;
}

export interface CellEnd {
  cellId: string;
  status: "succeeded" | "failed" | "cancelled" | "lost";
  ms: number;
  /** The first error that it showed. */
  error: ErrorOutput | null;
}

export interface HeadlessListener {
  begins(cellId: string, place: number, count: number): void;
  ends(end: CellEnd): void;
  says(line: string): void;
}

export interface HeadlessResult {
  /** As it is after the run: the lock of its packages may have grown. */
  notebook: NotebookFile;
  outputs: Map<string, CellOutputs>;
  ends: CellEnd[];
  /** Code cells that did not run: held back, or their kernel was gone. */
  left: string[];
  /** What went wrong with the kernel itself. */
  trouble: string | null;
}

/** What the executions of a run have shown, cell by cell. */
export class RunRecord {
  readonly ends: CellEnd[] = [];
  readonly #logs = new Map<string, { cellId: string; began: number; log: OutputLog }>();
  readonly outputs = new Map<string, CellOutputs>();

  constructor(
    private readonly listener: HeadlessListener,
    private readonly count: number,
    private readonly device: () => Device,
  ) {}

  begin({ executionId, cellId }: { executionId: string; cellId: string }): void {
    this.#logs.set(executionId, { cellId, began: performance.now(), log: new OutputLog() });
    this.listener.begins(cellId, this.ends.length + 1, this.count);
  }

  append(executionId: string, chunks: readonly { seq: number; chunk: OutputChunk }[]): void {
    this.#logs.get(executionId)?.log.add(chunks.map(({ seq, chunk }) => ({ seq, chunk, blobHash: null })));
  }

  end(executionId: string, status: CellEnd["status"]): void {
    const open = this.#logs.get(executionId);
    if (!open) return;
    const ms = performance.now() - open.began;
    const chunks = open.log.chunks().flatMap(({ chunk }) => (chunk ? [chunk] : []));
    const failure = chunks.find((chunk) => chunk.kind === "error");
    const end: CellEnd = { cellId: open.cellId, status, ms, error: failure?.error ?? null };
    this.ends.push(end);
    const caption = `${deviceText(this.device())} · ${duration(ms)}`;
    this.outputs.set(open.cellId, { number: this.ends.length, chunks, caption });
    this.listener.ends(end);
  }
}
