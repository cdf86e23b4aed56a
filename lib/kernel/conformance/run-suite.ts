import { KernelDriver, type KernelTransport } from "@/lib/kernel/driver";
import type { Json } from "@/lib/inputs/control";
import type { KernelOptions } from "@/lib/protocol/kernel";
import { type OutputChunk, outputChunkSchema } from "@/lib/protocol/output";
import { badInputCases } from "./bad-input";
import { canonical, type ConformanceCase, fold } from "./case";
import { checkpointCases } from "./checkpoints";
import { displayFormCases } from "./display-forms";
import { conformanceHost } from "./host";
import { inputCases } from "./inputs";
import { languageCases } from "./language";
import { outputCases } from "./outputs";
import { packageCases } from "./packages";
import { secretCases } from "./secrets";
import { sqlCases } from "./sql";
import { sweepCases } from "./sweeps";
import { trainingCases } from "./training";

export const allCases: readonly ConformanceCase[] = [
  ...languageCases,
  ...outputCases,
  ...displayFormCases,
  ...badInputCases,
  ...inputCases,
  ...packageCases,
  ...sqlCases,
  ...trainingCases,
  ...checkpointCases,
  ...secretCases,
  ...sweepCases,
];

export interface CaseResult {
  name: string;
  /** For each cell: what it had to show and what it showed. */
  cells: { expected: string[]; found: string[]; chunks: OutputChunk[] }[];
}

/** Runs cases in one kernel, each with cells of its own that are forgotten afterwards. */
export async function runSuite(
  transport: KernelTransport,
  backend: KernelOptions["backend"],
  cases: readonly ConformanceCase[] = allCases,
): Promise<CaseResult[]> {
  const suite = new Suite(transport);
  await suite.driver.start({
    sessionId: "conformance",
    backend,
    allowSoftwareAdapter: true,
    seed: 42,
    fetchHosts: [],
  });
  const results: CaseResult[] = [];
  for (const [index, one] of cases.entries()) results.push(await suite.runCase(one, index));
  suite.driver.terminate();
  return results;
}

class Suite {
  readonly driver: KernelDriver;
  readonly #chunks = new Map<string, OutputChunk[]>();
  readonly #chosen = new Map<string, Record<string, Json>>();
  #watch: ((executionId: string) => void) | undefined;

  constructor(transport: KernelTransport) {
    this.driver = new KernelDriver(transport, conformanceHost, {
      output: (executionId, chunk) => {
        this.#chunks.set(executionId, [...(this.#chunks.get(executionId) ?? []), chunk]);
        this.#watch?.(executionId);
      },
      device: () => undefined,
      dead: () => undefined,
    });
  }

  async runCase({ name, cells }: ConformanceCase, index: number): Promise<CaseResult> {
    const result: CaseResult = { name, cells: [] };
    for (const [at, { id = `cell${at}`, source, expect, change, abortAfter }] of cells.entries()) {
      const executionId = `${index}-${at}`;
      const seen = () => this.#chunks.get(executionId) ?? [];
      this.#watch = (changed) => {
        if (abortAfter !== undefined && changed === executionId && canonical(seen(), "").includes(abortAfter))
          this.driver.abort(executionId);
      };
      if (change) this.#change(`${index}-${change.cell}`, change.key, change.value);
      const cellId = `${index}-${id}`;
      const { status } = await this.driver.execute(executionId, { cellId, source, inputs: this.#inputsOf(cellId) });
      result.cells.push({ expected: expect, found: canonical(seen(), status), chunks: fold(seen()).map(comparable) });
    }
    this.#chosen.clear();
    cells.forEach(({ id = "" }, at) => this.driver.forget(`${index}-${id || `cell${at}`}`));
    return result;
  }

  /** As a page does: it tells the kernel, and keeps the value for the cell's next run. */
  #change(cell: string, key: string, value: Json): void {
    this.#chosen.set(cell, { ...this.#chosen.get(cell), [key]: value });
    this.driver.setInput({ cell, key, shared: true }, value);
  }

  #inputsOf(cell: string) {
    return { shared: this.#chosen.get(cell) ?? {}, mine: {} };
  }
}

/** Without times, names that only this kernel knows, and the bytes of pictures: each host compresses with its own zlib. */
function comparable(chunk: OutputChunk): OutputChunk {
  if (chunk.kind === "progress") return { ...chunk, elapsedMs: 0 };
  const text = JSON.stringify(chunk, (key, value: unknown) => {
    if (key === "ref" && typeof value === "string") return "a name";
    return key === "image/png" || key === "image" ? "a picture" : value;
  });
  return outputChunkSchema.parse(JSON.parse(text));
}
