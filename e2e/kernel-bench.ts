import { KernelFrame } from "@/components/notebook/kernel-frame";
import { NotebookRunner, type RunnerCell } from "@/lib/kernel/runner";
import type { RunnerSnapshot } from "@/lib/kernel/runner-state";
import type { KernelPlace } from "@/lib/kernel/sandbox/place";
import type { MimeBundle, OutputChunk } from "@/lib/protocol/output";

interface Seen {
  cellId: string;
  chunks: OutputChunk[];
  status: string;
}

/** A notebook without a page: cells, a real kernel in a real frame, and what they showed. For tests, driven from outside. */
export class KernelBench {
  readonly runner: NotebookRunner;
  readonly executions = new Map<string, Seen>();
  readonly frame: KernelFrame;

  constructor(place: Pick<KernelPlace, "site" | "fallback" | "fetchHosts">, cells: RunnerCell[]) {
    this.frame = new KernelFrame(place);
    let count = 0;
    this.runner = new NotebookRunner({
      createTransport: () => this.frame.start(),
      host: { call: () => Promise.reject(new Error("There is no workspace here.")) },
      recorder: {
        begin: ({ executionId, cellId }) => this.executions.set(executionId, { cellId, chunks: [], status: "running" }),
        append: (id, chunks) => this.executions.get(id)?.chunks.push(...chunks.map(({ chunk }) => chunk)),
        end: (id, status) => {
          const seen = this.executions.get(id);
          if (seen) seen.status = status;
        },
      },
      newId: () => `e${++count}`,
      kernel: {
        sessionId: "bench",
        backend: "auto",
        allowSoftwareAdapter: false,
        seed: 1,
        fetchHosts: [...place.fetchHosts],
      },
    });
    this.runner.setCells(cells);
  }

  /** Resolves when the snapshot is as asked. */
  until(is: (snapshot: RunnerSnapshot) => boolean): Promise<RunnerSnapshot> {
    return new Promise((resolve) => {
      const look = () => {
        const snapshot = this.runner.getSnapshot();
        if (!is(snapshot)) return;
        stop();
        resolve(snapshot);
      };
      const stop = this.runner.subscribe(look);
      look();
    });
  }

  idle(): Promise<RunnerSnapshot> {
    return this.until(
      ({ kernel, cells }) =>
        kernel.status !== "starting" && [...cells.values()].every(({ status }) => status === "idle"),
    );
  }

  /** Resolves when a cell has shown something: it runs then. */
  async printed(cellId: string): Promise<void> {
    while (this.last(cellId).text.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** What a cell showed last, as plain text, and how it ended. */
  last(cellId: string): { status: string; text: string[] } {
    const seen = [...this.executions.values()].filter((one) => one.cellId === cellId).at(-1);
    return { status: seen?.status ?? "none", text: (seen?.chunks ?? []).map(textOf) };
  }
}

function plain({ "text/plain": text }: MimeBundle): string {
  return typeof text === "string" ? text : "";
}

function textOf(chunk: OutputChunk): string {
  if (chunk.kind === "error") return `${chunk.error.name}: ${chunk.error.message}`;
  if (chunk.kind === "result" || chunk.kind === "display") return plain(chunk.bundle);
  return chunk.kind === "console" ? chunk.bundles.map(plain).join(" ") : chunk.kind;
}
