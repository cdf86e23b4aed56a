import { availableParallelism } from "node:os";
import type { Logger } from "pino";
import { QuireError } from "@/lib/protocol/errors";
import type { ModelFiles, Signature } from "@/lib/protocol/model";
import type { InferenceReply, InferenceRequest, ModelBytes, ModelForm, RuntimeName } from "@/lib/serving/pool-protocol";
import type { Tensor } from "@/lib/serving/tensor";
import type { BlobStore } from "@/server/blobs/store";
import { type Batch, BatchQueue } from "./batch-queue";
import { InferenceProcess } from "./inference-process";

/** What the pool needs to know of a model version. Versions never change, so the id is enough to keep one warm. */
export interface ServedVersion {
  id: string;
  runtime: RuntimeName;
  files: ModelFiles;
  signature: Signature;
}

export interface InferenceOptions {
  processes: number;
  /** A run, and the wait before it, may take so long each. */
  timeoutMs: number;
  loadTimeoutMs: number;
  idleMs: number;
  maxMemoryBytes: number;
  watchMs: number;
  maxBatchRows: number;
  maxWaiting: number;
}

const defaults: InferenceOptions = {
  processes: Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2))),
  timeoutMs: 10_000,
  loadTimeoutMs: 60_000,
  idleMs: 5 * 60_000,
  maxMemoryBytes: 3 * 2 ** 30,
  watchMs: 500,
  maxBatchRows: 64,
  maxWaiting: 512,
};

/** A process computes one batch while the next is on its way to it. */
const IN_FLIGHT = 2;

/** Runs models in processes of their own; nothing of a model runs in the web server. */
export interface InferencePool {
  /** Inputs and outputs in the order of the version's signature. */
  predict(version: ServedVersion, inputs: Tensor[]): Promise<Tensor[]>;
  /** Loads the version where it will be asked, so that the first request need not wait. Best effort. */
  warm(version: ServedVersion): Promise<void>;
  /** Inputs and outputs of a file that nobody has vouched for. UNPROCESSABLE says what is wrong with it. */
  inspect(model: ModelBytes): Promise<ModelForm>;
  /** The ONNX form of a TensorFlow.js layers model; null with the reason where there is none. */
  exportOnnx(modelJson: string, weights: Uint8Array): Promise<{ onnx: Uint8Array | null; reason: string }>;
  /** The processes that run now. */
  pids(): number[];
  close(): Promise<void>;
}

interface Line {
  version: ServedVersion;
  queue: BatchQueue;
}

class ProcessPool implements InferencePool {
  readonly #serving: InferenceProcess[];
  /** New files are tried in a process of their own, so that a broken one disturbs no endpoint. */
  readonly #trial: InferenceProcess;
  /** Versions with waiting requests, served in turn. */
  readonly #lines = new Map<string, Line>();
  #scheduled = false;
  #closed = false;

  constructor(
    log: Logger,
    private readonly blobs: Pick<BlobStore, "read">,
    private readonly options: InferenceOptions,
  ) {
    this.#serving = Array.from({ length: options.processes }, () => new InferenceProcess(log, options));
    this.#trial = new InferenceProcess(log, options);
  }

  async predict(version: ServedVersion, inputs: Tensor[]): Promise<Tensor[]> {
    if (this.#closed) throw new QuireError("UNAVAILABLE", "The server is stopping.");
    const { maxBatchRows, maxWaiting, timeoutMs } = this.options;
    let line = this.#lines.get(version.id);
    if (!line) {
      line = { version, queue: new BatchQueue({ maxBatchRows, maxWaiting, maxWaitMs: timeoutMs }) };
      this.#lines.set(version.id, line);
    }
    const answer = line.queue.add(inputs);
    this.#schedule();
    return answer;
  }

  async warm(version: ServedVersion): Promise<void> {
    const model = await readModel(this.blobs, version);
    if (this.#closed) return;
    const [process] = this.#free();
    await process?.call({ op: "load", key: version.id, model }, this.options.loadTimeoutMs);
  }

  async inspect(model: ModelBytes): Promise<ModelForm> {
    const reply = await this.#try({ op: "inspect", model });
    if (reply.op !== "inspect") throw unreadable(reply);
    return reply.form;
  }

  async exportOnnx(modelJson: string, weights: Uint8Array): Promise<{ onnx: Uint8Array | null; reason: string }> {
    const reply = await this.#try({ op: "export", modelJson, weights });
    if (reply.op !== "export") throw unreadable(reply);
    return reply;
  }

  pids(): number[] {
    return [...this.#serving, this.#trial].flatMap((process) => process.pid ?? []);
  }

  close(): Promise<void> {
    this.#closed = true;
    for (const process of [...this.#serving, this.#trial]) process.close();
    for (const line of this.#lines.values())
      for (let batch = line.queue.take(false); batch; batch = line.queue.take(false))
        batch.reject(new QuireError("UNAVAILABLE", "The server is stopping."));
    return Promise.resolve();
  }

  /** What ends the process that tries it out, or takes it too long, is not to be tried again: it would again. */
  async #try(request: InferenceRequest): Promise<InferenceReply> {
    if (this.#closed) throw new QuireError("UNAVAILABLE", "The server is stopping.");
    return this.#trial.call(request, this.options.loadTimeoutMs).catch((error: unknown) => {
      if (this.#closed || !(error instanceof QuireError) || error.code !== "UNAVAILABLE") throw error;
      throw new QuireError("UNPROCESSABLE", error.message, { cause: error });
    });
  }

  /** What arrives in one turn of the event loop is looked at together, so that it can share a batch. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    for (const process of this.#free()) {
      const line = this.#nextLine();
      const batch = line?.queue.take(canBatch(line.version.signature));
      if (!line || !batch) continue;
      void this.#compute(process, line.version, batch).finally(() => this.#schedule());
    }
    if (this.#lines.size > 0 && this.#free().length > 0) this.#schedule();
  }

  /** Least busy first. */
  #free(): InferenceProcess[] {
    return this.#serving.filter((process) => process.load < IN_FLIGHT).sort((a, b) => a.load - b.load);
  }

  /** The version whose turn it is goes to the end of the line, or leaves it when nothing more waits. */
  #nextLine(): Line | undefined {
    for (const [id, line] of this.#lines) {
      this.#lines.delete(id);
      if (line.queue.length === 0) continue;
      this.#lines.set(id, line);
      return line;
    }
    return undefined;
  }

  async #compute(process: InferenceProcess, version: ServedVersion, batch: Batch): Promise<void> {
    try {
      const reply = await this.#run(process, version, batch.inputs);
      if (reply.op === "run" && batch.fits(reply.outputs)) return batch.resolve(reply.outputs);
      if (batch.size === 1) return batch.reject(runFailure(reply));
    } catch (error) {
      return batch.reject(error instanceof Error ? error : new Error(String(error)));
    }
    for (const single of batch.singly()) await this.#compute(process, version, single);
  }

  async #run(process: InferenceProcess, version: ServedVersion, inputs: Tensor[]): Promise<InferenceReply> {
    const run = () => process.call({ op: "run", key: version.id, inputs }, this.options.timeoutMs);
    const reply = await run();
    if (reply.op !== "failed" || reply.reason !== "missing") return reply;
    const model = await readModel(this.blobs, version);
    const loaded = await process.call({ op: "load", key: version.id, model }, this.options.loadTimeoutMs);
    return loaded.op === "load" ? run() : loaded;
  }
}

/** A batch needs a free first size on every side. */
const canBatch = ({ inputs, outputs }: Signature): boolean =>
  [...inputs, ...outputs].every((spec) => spec.shape[0] === -1);

function runFailure(reply: InferenceReply): QuireError {
  if (reply.op !== "failed") return unreadable(reply);
  if (reply.reason === "input")
    return new QuireError("BAD_REQUEST", `The model cannot compute this input: ${reply.message}`);
  return new QuireError("UNAVAILABLE", reply.message);
}

const unreadable = (reply: InferenceReply): QuireError =>
  new QuireError(
    "UNPROCESSABLE",
    reply.op === "failed" ? reply.message : "The process that runs models gave an unexpected answer.",
  );

/** The files that the version's runtime reads. */
export async function readModel(
  blobs: Pick<BlobStore, "read">,
  { runtime, files }: Pick<ServedVersion, "runtime" | "files">,
): Promise<ModelBytes> {
  const read = async (path: ModelFiles[number]["path"]) => {
    const file = files.find((candidate) => candidate.path === path);
    if (!file) throw new QuireError("INTERNAL", `The model version has no ${path}.`);
    return blobs.read(file.hash);
  };
  if (runtime === "onnx") return { runtime, onnx: await read("model.onnx") };
  return { runtime, modelJson: (await read("model.json")).toString("utf8"), weights: await read("weights.bin") };
}

export function createInferencePool(
  parts: { log: Logger; blobs: Pick<BlobStore, "read"> },
  options: Partial<InferenceOptions> = {},
): InferencePool {
  return new ProcessPool(parts.log, parts.blobs, { ...defaults, ...options });
}
