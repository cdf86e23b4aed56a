import type * as Y from "yjs";
import type { OutputPlace } from "@/components/outputs/output-context";
import type { Api } from "@/components/trpc/client";
import { toast } from "@/components/ui/toast";
import type { NotebookGraph } from "@/lib/graph/notebook-graph";
import { newId } from "@/lib/ids";
import type { InputRef, Json } from "@/lib/inputs/control";
import { type JobResult, returnedFrom } from "@/lib/jobs/returned-from";
import { NotebookRunner } from "@/lib/kernel/runner";
import { type KernelPlace, siteFrom } from "@/lib/kernel/sandbox/place";
import { type Cell, listCells, readSources } from "@/lib/notebook/doc";
import { observeCells } from "@/lib/notebook/observe";
import { keepPackageLock, readPackageLock } from "@/lib/notebook/packages";
import { cellCode } from "@/lib/notebook/cell-code";
import { FollowSetting, readFollow, readHold } from "@/lib/notebook/run-settings";
import { readReplay } from "@/lib/notebook/replay";
import type { Backend, Device } from "@/lib/protocol/device";
import { BufferedRecorder } from "./buffered-recorder";
import type { LocalState } from "./cell-status";
import type { ExecutionStore } from "./execution-store";
import { HandOver } from "./hand-over";
import { KernelFrame } from "./kernel-frame";
import { PageKernelHost } from "./kernel-host";
import type { NotebookInputs } from "./notebook-inputs";
import type { KernelState } from "./kernel-state";
import { localState } from "./local-state";
import { ShownRunner } from "./shown-runner";
import type { Store } from "./use-store";

interface Options {
  api: Api;
  workspace: string;
  notebookId: string;
  doc: Y.Doc;
  executions: ExecutionStore;
  inputs: NotebookInputs;
  place: KernelPlace;
}

/** How long the first reading of a notebook may keep the page from anything else. */
const SLICE_MS = 8;

const noDevice: Device = { kind: "browser", backend: "cpu", adapter: "" };
const randomSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

/** This person's kernel: a worker on the site for cells, its rights as this page grants them, and the cells it runs. */
export class PageKernel {
  readonly #frame: KernelFrame;
  readonly #runner: NotebookRunner;
  readonly #shown: ShownRunner;
  readonly #recorder: BufferedRecorder;
  readonly #stopObserving: () => void;
  readonly state: Store<KernelState>;
  /** Where outputs that were made here find more of their values. */
  readonly outputPlace: OutputPlace;
  /** Who defines and needs what, and what is at odds. */
  readonly graph: Store<NotebookGraph>;
  /** The text that each cell last ran with, to say why a result is stale. */
  readonly #ran = new Map<string, string>();
  /** By cell, the run that it goes on with when it starts one. */
  readonly #continued = new Map<string, string>();
  readonly #kernelOptions: ConstructorParameters<typeof NotebookRunner>[0]["kernel"];
  /** Whether trainings go on on a server when this page closes. */
  readonly handOver: HandOver;
  /** Of values that came back from servers. */
  readonly #parts = new Set<string>();
  #lateDevice: Device | null = null;
  #syncTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: Options) {
    const { api, workspace, notebookId, doc, executions, inputs, place } = options;
    this.#frame = new KernelFrame({ ...place, site: siteFrom(place.site, location.href) });
    const replay = readReplay(doc);
    const seed = replay.seed ?? randomSeed();
    this.#recorder = new BufferedRecorder(executions, () =>
      ["ready", "busy", "stopping"].includes(this.#runner.getSnapshot().kernel.status),
    );
    this.#kernelOptions = {
      sessionId: newId(),
      backend: replay.backend ?? "auto",
      allowSoftwareAdapter: place.allowSoftwareAdapter,
      fetchHosts: [...place.fetchHosts],
      seed,
    };
    const kernelOptions = this.#kernelOptions;
    this.handOver = new HandOver(localStorage, (runId) => {
      void api.runs.handOver.mutate({ workspace, runId, handOver: true }).catch(() => undefined);
    });
    this.#runner = new NotebookRunner({
      createTransport: () => this.#frame.start(),
      host: new PageKernelHost({
        api,
        workspace,
        notebookId,
        get kernelSeed() {
          return kernelOptions.seed;
        },
        continues: (cellId) => this.#takeContinued(cellId),
        onCheckpoint: (runId) => this.handOver.kept(runId),
        device: () => this.#runner.getSnapshot().kernel.device ?? noDevice,
        cells: () => readSources(doc),
        hasValuePart: (hash) => this.#parts.has(hash),
        hasInputFile: (hash) => inputs.hasFile(hash),
        pinnedDatasets: () => readReplay(doc).datasets,
        packages: {
          read: (specifier) => readPackageLock(doc, specifier),
          keep: (specifier, lock) => keepPackageLock(doc, specifier, lock),
        },
        notice: (text) => toast.message(text),
      }),
      recorder: {
        begin: (execution) => {
          this.#ran.set(execution.cellId, this.#runner.graph.nodes.get(execution.cellId)?.source ?? execution.code);
          this.#recorder.begin(execution);
        },
        append: (executionId, chunks) => this.#recorder.append(executionId, chunks),
        end: (executionId, status) => {
          this.#recorder.end(executionId, status);
          this.#applyLateDevice();
        },
      },
      newId,
      inputsOf: (cellId) => inputs.chosenIn(cellId),
      kernel: kernelOptions,
      onDevice: (device) => this.#onDevice(device),
    });
    this.outputPlace = { viewer: this.#runner.viewer };
    const shown = (this.#shown = new ShownRunner(this.#runner));
    this.state = { subscribe: shown.subscribe, getSnapshot: () => shown.getSnapshot().kernel };
    this.graph = { subscribe: shown.subscribe, getSnapshot: shown.getGraph };
    this.#readInSlices(listCells(doc));
    const soon = () => {
      this.#syncTimer ??= setTimeout(() => this.#sync(), 60);
    };
    const stops = [observeCells(doc, soon), new FollowSetting(doc).subscribe(soon)];
    this.#stopObserving = () => stops.forEach((stop) => stop());
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#shown.subscribe(listener);

  stateOf(cellId: string): LocalState | undefined {
    const graph = this.#shown.getGraph();
    const source = graph.nodes.get(cellId)?.source;
    const isEdited = (this.#ran.get(cellId) ?? source) !== source;
    return localState(cellId, this.#shown.getSnapshot().cells, graph, isEdited);
  }

  /** Starts the kernel without running anything, so that the page can say what it runs on. */
  start(): void {
    if (this.#runner.getSnapshot().kernel.status === "off") void this.#runner.start();
  }

  /** `sweep`: these are all of a kind, so cells that are held back are passed over. */
  run(ids: readonly string[], sweep = false): void {
    this.#sync();
    const code = ids.filter((id) => this.#runner.getSnapshot().cells.has(id));
    if (code.length > 0) this.#runner.run(code, { sweep });
  }

  setInput(ref: InputRef, value: Json, how: { press: boolean }): void {
    this.#runner.setInput(ref, value, how);
  }

  /** Goes on with a run that a server had. With the seed that its kernel had, so that all that is drawn is the same. */
  continueRun({ cellId, runId, seed }: { cellId: string; runId: string; seed: number }): void {
    this.#continued.set(cellId, runId);
    if (this.#kernelOptions.seed !== seed) {
      this.#kernelOptions.seed = seed;
      if (this.#runner.getSnapshot().kernel.status !== "off") this.#runner.restart();
    }
    this.run([cellId]);
  }

  #takeContinued(cellId: string): string | undefined {
    const runId = this.#continued.get(cellId);
    this.#continued.delete(cellId);
    return runId;
  }

  runLost(): void {
    this.#sync();
    this.#runner.runLost();
  }

  startOver(cellId: string): void {
    this.#sync();
    this.#runner.startOver(cellId);
  }

  /** Cells that ran on a server count as run here, as far as they stand as they ran; their values are loaded when they are needed. */
  takeBack(job: JobResult): void {
    this.#sync();
    for (const { value } of job.values)
      if (value.ok) for (const { hash } of value.manifest.parts) this.#parts.add(hash);
    this.#runner.takeBack(returnedFrom(this.#runner.graph, job, (id) => this.options.inputs.chosenIn(id)));
  }

  /** Whether what the cell's names hold came, or would come, from a server. */
  isReturned(cellId: string): boolean {
    return this.#runner.isReturned(cellId);
  }

  stop(cellId: string): void {
    this.#prepareNext();
    this.#runner.stop(cellId);
  }

  interrupt(): void {
    this.#prepareNext();
    this.#runner.interrupt();
  }

  /** A cell that does not hear its abortSignal takes the kernel with it, a moment later. */
  #prepareNext(): void {
    if (this.#runner.getSnapshot().kernel.status === "busy") this.#frame.prepare();
  }

  restart(): void {
    this.#runner.restart();
  }

  setBackend(backend: "auto" | Backend): void {
    this.#runner.setBackend(backend);
  }

  destroy(): void {
    clearTimeout(this.#syncTimer);
    this.#stopObserving();
    this.#shown.destroy();
    this.#runner.dispose();
    this.#frame.destroy();
  }

  /** What has to know the cells before that asks `#sync` itself, which reads the rest at once. */
  #readInSlices(cells: readonly Cell[], from = 0): void {
    const began = performance.now();
    for (let next = from; next < cells.length; next++) {
      const cell = cells[next];
      if (performance.now() - began > SLICE_MS) {
        this.#syncTimer = setTimeout(() => this.#readInSlices(cells, next));
        return;
      }
      if (cell && cell.type !== "md") this.#runner.prepare(cellCode(cell));
    }
    this.#sync();
  }

  #sync(): void {
    clearTimeout(this.#syncTimer);
    this.#syncTimer = undefined;
    const { doc, executions } = this.options;
    this.#runner.setFollow(readFollow(doc));
    this.#runner.setCells(
      listCells(doc).map((cell) => ({
        id: cell.id,
        type: cell.type,
        source: cellCode(cell),
        hold: readHold(cell),
        proven: executions.getCell(cell.id)?.execution.status === "succeeded",
      })),
    );
  }

  /** A new kernel begins a session of its own. One that found a lesser backend while a cell ran does so after that cell. */
  #onDevice(device: Device): void {
    this.#lateDevice = device;
    if (!this.#recorder.hasOpen) this.#applyLateDevice();
    this.#recorder.flush();
  }

  #applyLateDevice(): void {
    if (this.#lateDevice) this.options.executions.startSession(this.#lateDevice);
    this.#lateDevice = null;
  }
}
