import path from "node:path";
import { createQuireClient } from "@/client/client";
import { BlobTransfer } from "@/components/notebook/blob-transfer";
import { PageKernelHost } from "@/components/notebook/kernel-host";
import { codeOf } from "@/lib/graph/sql/sql-code";
import { newId } from "@/lib/ids";
import { KernelDriver } from "@/lib/kernel/driver";
import type { Replay } from "@/lib/notebook/replay";
import type { PackageLocks } from "@/lib/packages/lock";
import type { Device } from "@/lib/protocol/device";
import type { OutputChunk } from "@/lib/protocol/output";
import type { RunSnapshot } from "@/lib/protocol/run";
import { forkKernel } from "@/workers/fork-kernel";

/** Whose notebook, and where its server is. */
export interface NotebookAt {
  url: string;
  token: string;
  /** Its slug. */
  workspace: string;
  notebookId: string;
  /** What the record says of where it runs; as it is where that is not said. */
  kind?: Device["kind"];
  /** The run that it goes on with when it starts one. */
  continues?: string;
  /** Ends the kernel, as a page does that is closed. */
  signal?: AbortSignal;
}

export interface CellOutput {
  cellId: string;
  chunks: OutputChunk[];
}

const kernelScript = path.resolve("workers/node-kernel.ts");

/**
 * Runs the cells in order in a fresh Node kernel, as the notebook's page would, with what the notebook says of how. Throws
 * what the first cell that fails says.
 */
export async function runNotebook(
  at: NotebookAt,
  cells: RunSnapshot["cells"],
  replay: Replay,
  locks: PackageLocks = {},
): Promise<CellOutput[]> {
  const { url, token, workspace, notebookId } = at;
  const backend = replay.backend ?? "cpu";
  const seed = replay.seed ?? 0;
  let device: Device = { kind: "server", backend, adapter: "none" };
  const outputs: CellOutput[] = [];
  const host = new PageKernelHost({
    api: createQuireClient({ url, token }),
    workspace,
    notebookId,
    device: () => ({ ...device, kind: at.kind ?? device.kind }),
    kernelSeed: seed,
    cells: () => cells,
    continues: () => at.continues,
    pinnedDatasets: () => replay.datasets,
    packages: { read: (specifier) => locks[specifier], keep: (specifier, lock) => (locks[specifier] = lock) },
    blobs: new BlobTransfer(workspace, { url, token }),
  });
  const driver = new KernelDriver(forkKernel(kernelScript, ["--import", "tsx"]), host, {
    output: (_, chunk) => outputs.at(-1)?.chunks.push(chunk),
    device: (now) => (device = now),
    dead: () => undefined,
  });
  at.signal?.addEventListener("abort", () => driver.terminate());
  try {
    device = await driver.start({ sessionId: newId(), backend, allowSoftwareAdapter: false, seed, fetchHosts: [] });
    for (const cell of cells) {
      if (cell.type === "md") continue;
      const output: CellOutput = { cellId: cell.id, chunks: [] };
      outputs.push(output);
      const { status } = await driver.execute(newId(), { cellId: cell.id, source: codeOf(cell) });
      if (status !== "succeeded") throw new Error(`Cell ${cell.id} ${status}: ${errorIn(output)}`);
    }
  } finally {
    driver.terminate();
  }
  return outputs;
}

function errorIn({ chunks }: CellOutput): string {
  const failed = chunks.find((chunk) => chunk.kind === "error");
  return failed ? `${failed.error.name}: ${failed.error.message}` : "it said nothing";
}
