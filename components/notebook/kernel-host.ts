import { TRPCClientError } from "@trpc/client";
import type { Api } from "@/components/trpc/client";
import type { PackageLock } from "@/lib/packages/lock";
import type { DatasetRef } from "@/lib/protocol/dataset";
import type { Device } from "@/lib/protocol/device";
import { errorCodeSchema, QuireError } from "@/lib/protocol/errors";
import { type HostCallName, hostCalls, type HostInput, type HostOutput, type KernelHost } from "@/lib/protocol/host";
import type { OutputChunk } from "@/lib/protocol/output";
import type { RunSnapshot } from "@/lib/protocol/run";
import { toWireMetric } from "@/lib/runs/metric-value";
import { BlobTransfer } from "./blob-transfer";
import { fetchPackage } from "./fetch-package";
import { sweepCalls } from "./sweep-calls";

/** What imports mean in the notebook. */
export interface LockBook {
  read(specifier: string): PackageLock | undefined;
  keep(specifier: string, lock: PackageLock): void;
}

/** What the page knows that a kernel may not say for itself. */
export interface PageKernelHostOptions {
  api: Api;
  workspace: string;
  notebookId: string;
  /** Where the kernel runs; known when it is ready. */
  device(): Device;
  /** The seed that the kernel was started with. */
  kernelSeed: number;
  /** The cells as they are now: a run's snapshot keeps them. */
  cells(): RunSnapshot["cells"];
  /** The dataset versions that the notebook is pinned to (lib/notebook/replay.ts). */
  pinnedDatasets(): Readonly<Record<string, number>>;
  /** The notebook's package lock: what is loaded is kept there. */
  packages: LockBook;
  /** Whether a value that came back from a server is made of that part. */
  hasValuePart?(hash: string): boolean;
  /** Whether a file of that hash is chosen in one of the notebook's inputs. */
  hasInputFile?(hash: string): boolean;
  /** Where a script drives the kernel: the way to the blobs, with its token. */
  blobs?: BlobTransfer;
  /** The run that the cell goes on with, once, when it starts one. */
  continues?(cellId: string): string | undefined;
  /** A run has kept a checkpoint of its training: it could go on elsewhere. */
  onCheckpoint?(runId: string): void;
  /** The kernel helped with a sweep, and no trial is left for it to run. */
  sweepLeft?(): void;
  /** Says to the person at the page what a cell brought about besides. */
  notice?(text: string): void;
}

type Show = (chunk: OutputChunk) => void;
type Handlers = {
  [N in HostCallName]: (
    input: HostInput<N>,
    executionId: string,
    show: Show,
    idempotencyKey: string | undefined,
  ) => Promise<HostOutput<N>>;
};

/**
 * A kernel's capabilities, as its page grants them: exactly these, for this notebook and workspace, with the rights of the
 * person at the page. One for each kernel session: it knows which dataset versions the session has loaded, which are the
 * inputs of its runs.
 */
export class PageKernelHost implements KernelHost {
  readonly #blobs: BlobTransfer;
  readonly #checkpointParts: BlobTransfer;
  /** Version id → the ref that was loaded. */
  readonly #loaded = new Map<string, DatasetRef>();
  readonly #openRuns = new Set<string>();
  readonly #packages = new Map<string, PackageLock>();
  readonly #handlers: Handlers = {
    "datasets.load": (input) => this.#loadDataset(input),
    "datasets.part": (input) => this.#loadPart(input),
    "datasets.commit": (input, _executionId, _show, key) => this.#commitDataset(input, key),
    "inputs.file": ({ hash }) => this.#loadInputFile(hash),
    "outputs.store": async ({ bytes, contentType }) => ({ hash: await this.#blobs.put(bytes, contentType) }),
    "values.part": ({ hash }) => this.#loadValuePart(hash),
    "packages.load": ({ specifier }, _executionId, show) => this.#loadPackage(specifier, show),
    "runs.start": (input, executionId, _show, key) => this.#startRun(input, executionId, key),
    "runs.log": (input) => this.#log(input),
    "runs.params": async (input) => {
      await this.options.api.runs.params.mutate({ ...this.#place, ...input });
      return null;
    },
    "runs.finish": async (input) => {
      await this.options.api.runs.finish.mutate({ ...this.#place, ...input });
      this.#openRuns.delete(input.runId);
      return null;
    },
    "checkpoints.missing": (input) => this.options.api.checkpoints.missing.mutate({ ...this.#place, ...input }),
    "checkpoints.put": async ({ bytes }) => ({
      hash: await this.#checkpointParts.put(new Uint8Array(bytes), "application/octet-stream"),
    }),
    "checkpoints.keep": async (input) => {
      await this.options.api.checkpoints.keep.mutate({ ...this.#notebook, ...input });
      if (input.runId !== null) this.options.onCheckpoint?.(input.runId);
      return null;
    },
    "checkpoints.find": (input) => this.options.api.checkpoints.find.query({ ...this.#notebook, ...input }),
    "checkpoints.part": ({ hash }) => this.#checkpointParts.get(hash),
    "checkpoints.discard": async (input, _executionId, _show, idempotencyKey) => {
      await this.options.api.checkpoints.discard.mutate({ ...this.#place, ...input, idempotencyKey });
      return null;
    },
    ...sweepCalls(() => this.options),
    "secrets.get": ({ name }) => this.#useSecret(name),
    "models.save": (input, _executionId, _show, key) => this.#saveModel(input, key),
    "models.load": (input) => this.#loadModel(input),
  };

  constructor(private readonly options: PageKernelHostOptions) {
    this.#blobs = options.blobs ?? new BlobTransfer(options.workspace);
    this.#checkpointParts = this.#blobs.through("checkpoints");
  }

  get #place() {
    return { workspace: this.options.workspace };
  }

  /** A script may be in no notebook. */
  get #notebook() {
    return { ...this.#place, notebookId: this.options.notebookId || null };
  }

  async call<N extends HostCallName>(
    name: N,
    input: HostInput<N>,
    executionId: string,
    show: Show = () => undefined,
    /** The same for each repeat of this call: then it is done once. */
    idempotencyKey?: string,
  ): Promise<HostOutput<N>> {
    try {
      const answer = await this.#handlers[name](input, executionId, show, idempotencyKey);
      // What the server says is checked as well: the kernel is told nothing but what the protocol has words for.
      return hostCalls[name].output.parse(answer) as HostOutput<N>;
    } catch (error) {
      throw asQuireError(error);
    }
  }

  async #loadDataset({ name, version }: HostInput<"datasets.load">): Promise<DatasetRef> {
    const number = version ?? this.options.pinnedDatasets()[name];
    const ref = await this.options.api.datasets.resolve.query({ ...this.#place, name, version: number });
    this.#loaded.set(ref.versionId, ref);
    const versionIds = [ref.versionId];
    await Promise.all(
      [...this.#openRuns].map((runId) =>
        this.options.api.runs.addDatasets.mutate({ ...this.#place, runId, versionIds }),
      ),
    );
    return ref;
  }

  /** Only parts of versions that this session has loaded: the store is not to be read by hash at will. */
  #loadPart({ versionId, hash }: HostInput<"datasets.part">): Promise<Uint8Array<ArrayBuffer>> {
    const known = this.#loaded.get(versionId)?.manifest.parts.some((part) => part.hash === hash);
    if (!known) throw new QuireError("NOT_FOUND", "There is no such part in a dataset that this kernel has loaded.");
    return this.#blobs.get(hash);
  }

  async #loadPackage(specifier: string, show: Show): Promise<HostOutput<"packages.load">> {
    const { api, packages } = this.options;
    const lock = await fetchPackage(api, this.options.workspace, specifier, packages.read(specifier)?.tree, show);
    packages.keep(specifier, lock);
    this.#packages.set(specifier, lock);
    const locks = { [specifier]: lock };
    await Promise.all(
      [...this.#openRuns].map((runId) => api.runs.addPackages.mutate({ ...this.#place, runId, locks })),
    );
    return { bundle: await this.#blobs.get(lock.bundle), version: lock.version };
  }

  #loadInputFile(hash: string): Promise<Uint8Array<ArrayBuffer>> {
    if (!this.options.hasInputFile?.(hash))
      throw new QuireError("NOT_FOUND", "That file is no longer chosen in this notebook. Choose it again.");
    return this.#blobs.get(hash);
  }

  #loadValuePart(hash: string): Promise<Uint8Array<ArrayBuffer>> {
    if (!this.options.hasValuePart?.(hash))
      throw new QuireError("NOT_FOUND", "No value that came back from a server has that part.");
    return this.#blobs.get(hash);
  }

  async #commitDataset(
    { name, message = "", columns, parts }: HostInput<"datasets.commit">,
    idempotencyKey: string | undefined,
  ): Promise<DatasetRef> {
    const stored: { hash: string; rows: number; bytes: number }[] = [];
    for (const { rows, arrow } of parts) {
      const hash = await this.#blobs.put(arrow, "application/vnd.apache.arrow.file");
      stored.push({ hash, rows, bytes: arrow.byteLength });
    }
    const source = `notebook ${this.options.notebookId}`;
    const { restored, ...committed } = await this.options.api.datasets.commit.mutate({
      ...this.#place,
      name,
      message,
      columns,
      parts: stored,
      source,
      idempotencyKey,
    });
    this.#loaded.set(committed.versionId, committed);
    if (restored) this.#sayRestored("dataset", name);
    return committed;
  }

  async #startRun(
    { cellId, name, params, seed, trial }: HostInput<"runs.start">,
    executionId: string,
    idempotencyKey: string | undefined,
  ) {
    const { api, notebookId, kernelSeed } = this.options;
    const started = await api.runs.start.mutate({
      ...this.#place,
      name,
      params,
      seed,
      device: this.options.device(),
      source: {
        notebookId,
        executionId,
        cellId,
        cells: this.options.cells(),
        kernelSeed,
        locks: Object.fromEntries(this.#packages),
      },
      datasetVersionIds: [...this.#loaded.keys()],
      continues: this.options.continues?.(cellId),
      ...(trial && { trial }),
      idempotencyKey,
    });
    this.#openRuns.add(started.runId);
    return started;
  }

  async #log({ runId, points }: HostInput<"runs.log">): Promise<null> {
    const wire = points.map(({ key, step, value }) => ({
      key,
      step,
      value: typeof value === "number" ? toWireMetric(value) : value,
    }));
    await this.options.api.runs.log.mutate({ ...this.#place, runId, points: wire });
    return null;
  }

  /** A script may be in no notebook. */
  #useSecret(name: string): Promise<HostOutput<"secrets.get">> {
    const { api, notebookId } = this.options;
    return api.secrets.use.mutate({ ...this.#place, name, ...(notebookId !== "" && { notebookId }) });
  }

  async #saveModel(
    { modelJson, weights, ...input }: HostInput<"models.save">,
    idempotencyKey: string | undefined,
  ): Promise<HostOutput<"models.save">> {
    const [json, bin] = await Promise.all([
      this.#blobs.put(new TextEncoder().encode(modelJson), "application/json"),
      this.#blobs.put(weights, "application/octet-stream"),
    ]);
    const { restored, ...saved } = await this.options.api.models.save.mutate({
      ...this.#place,
      ...input,
      modelJson: json,
      weights: bin,
      idempotencyKey,
    });
    if (restored) this.#sayRestored("model", input.name);
    return saved;
  }

  #sayRestored(what: "dataset" | "model", name: string): void {
    this.options.notice?.(
      `A cell made a version of “${name}”, a deleted ${what}. It is back, with its earlier versions.`,
    );
  }

  async #loadModel(input: HostInput<"models.load">): Promise<HostOutput<"models.load">> {
    const { name, number, signature, files } = await this.options.api.models.load.query({ ...this.#place, ...input });
    const file = async (path: "model.json" | "weights.bin") => {
      const found = files.find((one) => one.path === path);
      if (!found)
        throw new QuireError(
          "UNPROCESSABLE",
          `${name}@${number} is no TensorFlow.js layers model, so it cannot be loaded into a cell. Call its endpoint instead.`,
        );
      return this.#blobs.get(found.hash);
    };
    const [json, weights] = await Promise.all([file("model.json"), file("weights.bin")]);
    return { name, number, signature, modelJson: new TextDecoder().decode(json), weights };
  }
}

/** In the words of the server, which are meant for the person, with its code. */
export function asQuireError(error: unknown): Error {
  if (!(error instanceof TRPCClientError)) return error instanceof Error ? error : new Error(String(error));
  const data: unknown = error.data;
  if (data === undefined || data === null)
    return new QuireError(
      "UNAVAILABLE",
      "The server does not answer. Run the cell again when the connection is back.",
      { cause: error },
    );
  const code = typeof data === "object" && "quireCode" in data ? errorCodeSchema.safeParse(data.quireCode) : undefined;
  return new QuireError(code?.success ? code.data : "INTERNAL", error.message, { cause: error });
}
