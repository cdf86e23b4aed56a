import * as Y from "yjs";
import { newId } from "@/lib/ids";
import { NotebookRunner } from "@/lib/kernel/runner";
import { listCells, readSources } from "@/lib/notebook/doc";
import { insertCells } from "@/lib/notebook/edit";
import { type NotebookFile, readNotebook, writeMeta } from "@/lib/notebook/notebook-file";
import { keepPackageLock, readPackageLock } from "@/lib/notebook/packages";
import { readReplay } from "@/lib/notebook/replay";
import { cellCode } from "@/lib/notebook/cell-code";
import { readHold } from "@/lib/notebook/run-settings";
import type { PackageLock } from "@/lib/packages/lock";
import type { Device } from "@/lib/protocol/device";
import type { KernelHost } from "@/lib/protocol/host";
import { kernelTransport } from "../kernel-transport";
import { settled } from "../settled";
import { localHost, ServerHost, VariableSecrets } from "./hosts";
import type { RunOptions } from "./options";
import { type HeadlessFile, type HeadlessListener, type HeadlessResult, RunRecord } from "./run-record";

function documentOf({ cells, meta }: NotebookFile): Y.Doc {
  const doc = new Y.Doc();
  insertCells(doc, "end", cells);
  writeMeta(doc, meta);
  return doc;
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
  const record = new RunRecord(listener, cells.filter(({ type }) => type !== "md").length, () => device);
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
