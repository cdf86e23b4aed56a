import * as Y from "yjs";
import { OutputLog } from "@/lib/execution/reduce";
import { newId } from "@/lib/ids";
import { NotebookRunner } from "@/lib/kernel/runner";
import { listCells, readSources } from "@/lib/notebook/doc";
import { insertCells } from "@/lib/notebook/edit";
import { deviceText } from "@/lib/format/device";
import { duration } from "@/lib/format/time";
import { type CellOutputs, type NotebookFile, readNotebook, writeMeta } from "@/lib/notebook/notebook-file";
import { keepPackageLock, readPackageLock } from "@/lib/notebook/packages";
import { readReplay } from "@/lib/notebook/replay";
import { cellCode } from "@/lib/notebook/cell-code";
import { readHold } from "@/lib/notebook/run-settings";
import type { PackageLock } from "@/lib/packages/lock";
import type { Device } from "@/lib/protocol/device";
import type { KernelHost } from "@/lib/protocol/host";
import type { ErrorOutput, OutputChunk } from "@/lib/protocol/output";
import { kernelTransport } from "../kernel-transport";
import { settled } from "../settled";
import { localHost, ServerHost, VariableSecrets } from "./hosts";
import type { RunOptions } from "./options";

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

function documentOf({ cells, meta }: NotebookFile): Y.Doc {
  const doc = new Y.Doc();
  insertCells(doc, "end", cells);
  writeMeta(doc, meta);
  return doc;
}

/** What the executions of a run have shown, cell by cell. */
class Record {
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

export interface HeadlessFile {
  name: string;
  text: string;
  notebook: NotebookFile;
}

/** Runs all cells of a notebook, in the order of what they need, in a kernel of their own. */
export async function runHeadless(
  file: HeadlessFile,
  options: Pick<RunOptions, "backend" | "seed" | "server" | "env">,
  listener: HeadlessListener,
  signal: AbortSignal,
): Promise<HeadlessResult> {
  const doc = documentOf(file.notebook);
  const replay = readReplay(doc);
  const backend = options.backend ?? (replay.backend === "cpu" ? "cpu" : "wasm");
  const seed = options.seed ?? replay.seed ?? 0;
  let device: Device = { kind: "server", backend, adapter: "" };
  const facts = {
    device: () => device,
    kernelSeed: seed,
    cells: () => readSources(doc),
    pinnedDatasets: () => replay.datasets,
    packages: {
      read: (specifier: string) => readPackageLock(doc, specifier),
      keep: (specifier: string, lock: PackageLock) => keepPackageLock(doc, specifier, lock),
    },
  };
  const next: KernelHost = options.server
    ? await ServerHost.open(options.server, facts, file, (line) => listener.says(line))
    : localHost;
  const host = new VariableSecrets(options.env, next);
  const cells = listCells(doc).map((cell) => ({
    id: cell.id,
    type: cell.type,
    source: cellCode(cell),
    hold: readHold(cell),
  }));
  const record = new Record(listener, cells.filter(({ type }) => type !== "md").length, () => device);
  const runner = new NotebookRunner({
    createTransport: kernelTransport,
    host,
    recorder: record,
    newId,
    kernel: { sessionId: newId(), backend, allowSoftwareAdapter: false, fetchHosts: null, seed },
    onDevice: (now) => (device = now),
  });
  const stop = () => runner.interrupt();
  signal.addEventListener("abort", stop);
  try {
    runner.setCells(cells);
    runner.runAll();
    if (signal.aborted) stop();
    await settled(runner);
    const ran = new Set(record.ends.map(({ cellId }) => cellId));
    const { kernel } = runner.getSnapshot();
    return {
      notebook: readNotebook(doc, file.notebook.title),
      outputs: record.outputs,
      ends: record.ends,
      left: cells.filter(({ id, type }) => type !== "md" && !ran.has(id)).map(({ id }) => id),
      trouble: kernel.status === "failed" ? kernel.message : null,
    };
  } finally {
    signal.removeEventListener("abort", stop);
    runner.dispose();
    doc.destroy();
  }
}
