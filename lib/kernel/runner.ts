import type { CellProblem } from "@/lib/graph/cell-problem";
import type { Freshness } from "@/lib/graph/freshness";
import { AnalysisCache, buildGraph, type GraphCell, type NotebookGraph } from "@/lib/graph/notebook-graph";
import { descendants } from "@/lib/graph/order";
import { RunLedger } from "@/lib/graph/run-ledger";
import { textOfCode } from "@/lib/graph/sql/sql-code";
import type { Chosen, InputRef, Json } from "@/lib/inputs/control";
import type { Backend, Device } from "@/lib/protocol/device";
import type { KernelHost } from "@/lib/protocol/host";
import type { KernelOptions } from "@/lib/protocol/kernel";
import type { Viewer } from "@/lib/protocol/view";
import { QuireError } from "@/lib/protocol/errors";
import { type ExecutionEnd, KernelDriver, type KernelTransport } from "./driver";
import { ChunkBatcher, type ExecutionRecorder } from "./recorder";
import { planFollowing, planRun, refusal, type Waiting } from "./run-queue";
import { RunnerInputs } from "./runner-inputs";
import { stopExecution, type StopTimes } from "./stop-execution";

/** With the text by which graph and kernel know it (lib/graph/sql/sql-code.ts). */
export interface RunnerCell extends GraphCell {
  type: "ts" | "md" | "sql";
}

export interface RunnerOptions {
  /** A fresh kernel; called again after each restart. */
  createTransport(): KernelTransport | Promise<KernelTransport>;
  host: KernelHost;
  recorder: ExecutionRecorder;
  newId(): string;
  kernel: Omit<KernelOptions, "protocol">;
  stopTimes?: StopTimes;
  /** What people have chosen in the inputs of a cell. */
  inputsOf?(cellId: string): Chosen;
  /** A kernel is ready: what runs from now on runs there. */
  onDevice?(device: Device): void;
}

export interface KernelStatus {
  status: "off" | "starting" | "ready" | "busy" | "stopping" | "failed";
  device: Device | null;
  /** The backend that was asked for. */
  wanted: KernelOptions["backend"];
  /** What was lost or went wrong, in words for the person. */
  message: string | null;
  /** The GPU still works through what an ended kernel left it, so this one's work on it waits. */
  gpuDraining: boolean;
  /** How many cells one press would run again, because a kernel has ended: those whose values are gone, those that waited. */
  lost: number;
}

export interface CellState {
  status: "idle" | "queued" | "running";
  /** Its place among those that wait: 1 is next. */
  place: number;
  freshness: Freshness;
  /** Names that it found changed in place by an earlier run. */
  continued: readonly string[];
  /** Its value went with an ended kernel. */
  isLost: boolean;
  /** Why it cannot run, where its text alone says so. */
  problem: CellProblem | null;
  /** What another cell does to it, which does not keep it from running. */
  notice: CellProblem | null;
}

export interface RunnerSnapshot {
  kernel: KernelStatus;
  cells: ReadonlyMap<string, CellState>;
}

/** `begins`: all that is new is that something has begun, and it may be over at once. */
export type RunnerListener = (begins: boolean) => void;

/** Runs the cells of one notebook in one kernel: what each needs first, one at a time, and knows how fresh each result is. */
export class NotebookRunner {
  #graph: NotebookGraph = buildGraph([]);
  readonly #analyses = new AnalysisCache();
  readonly #ledger = new RunLedger();
  #waiting: Waiting[] = [];
  /** Cells that waited when their kernel ended. */
  #dropped: string[] = [];
  #follow = false;
  readonly #inputs = new RunnerInputs();
  #running: { executionId: string; cellId: string; stopped: boolean } | undefined;
  #driver: KernelDriver | undefined;
  #starting: Promise<KernelDriver> | undefined;
  #kernel: KernelStatus;
  /** A kernel that could use the GPU has ended, and none has seen the GPU free since. */
  #gpuMayDrain = false;
  #snapshot: RunnerSnapshot | undefined;
  #disposed = false;
  readonly #listeners = new Set<RunnerListener>();
  readonly #chunks: ChunkBatcher;

  constructor(private readonly options: RunnerOptions) {
    this.#chunks = new ChunkBatcher(options.recorder);
    this.#kernel = {
      status: "off",
      device: null,
      wanted: options.kernel.backend,
      message: null,
      gpuDraining: false,
      lost: 0,
    };
  }

  // ── Looking at it ──

  readonly subscribe = (listener: RunnerListener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): RunnerSnapshot => (this.#snapshot ??= this.#describe());

  get graph(): NotebookGraph {
    return this.#graph;
  }

  // ── What the person does ──

  /** Reads a cell's text ahead of `setCells`, which then has it: a long notebook is read in slices. */
  prepare(source: string): void {
    this.#analyses.get(source);
  }

  /** The notebook's cells as they are now. Names of deleted cells go at once. */
  setCells(cells: readonly RunnerCell[]): void {
    const code = cells.filter(({ type }) => type !== "md");
    const before = this.#graph;
    this.#graph = buildGraph(code, before, this.#analyses);
    for (const id of before.nodes.keys()) if (!this.#graph.nodes.has(id)) this.#forget(id);
    // A disabled cell is as good as deleted, as in a fresh kernel that passes over it.
    for (const { id, hold } of this.#graph.nodes.values())
      if (hold === "disabled" && before.nodes.get(id)?.hold !== "disabled") this.#forget(id);
    this.#changed();
  }

  /** Whether cheap cells follow by themselves what has run. */
  setFollow(follow: boolean): void {
    this.#follow = follow;
  }

  /**
   * An input has another value: the names that hold it change in the kernel, between two executions, and their cell does not run.
   * `press`: the person asks for what uses it to run (a button, a form).
   */
  setInput(ref: InputRef, value: Json, { press = false } = {}): void {
    this.#inputs.change({ ref, value, press });
    if (this.#running) return;
    const pressed = this.#takeInputs();
    if (pressed.length > 0) this.run(pressed, { sweep: true });
    else if (this.#follow && this.#waiting.length === 0) this.#enqueue(planFollowing(this.#graph, this.#past()));
    else this.#changed();
  }

  /** `sweep`: these are all of a kind (all, all stale), so cells that are held back are passed over. */
  run(ids: readonly string[], { sweep = false } = {}): void {
    this.#enqueue(planRun(this.#graph, this.#past(), ids, sweep));
  }

  runAll(): void {
    this.run([...this.#graph.nodes.keys()], { sweep: true });
  }

  /** All cells before this one in the notebook. */
  runAbove(id: string): void {
    const ids = [...this.#graph.nodes.keys()];
    this.run(ids.slice(0, Math.max(0, ids.indexOf(id))), { sweep: true });
  }

  /** All cells that ran and whose values are not those of a fresh kernel, with what they need. */
  runStale(): void {
    const { states } = this.#past();
    this.run(
      [...this.#graph.nodes.keys()].filter((id) => states.get(id) === "stale"),
      { sweep: true },
    );
  }

  /** What was lost with a kernel, and what waited then. */
  runLost(): void {
    this.run(this.#toRunAgain(), { sweep: true });
  }

  /** The cell and the cells whose values it found changed, from the start. */
  startOver(id: string): void {
    const names = this.#ledger.get(id)?.continued ?? [];
    const makers = names.flatMap((name) => this.#graph.owners.get(name) ?? []);
    this.run([...makers, id]);
  }

  /** Stops the cell if it runs, and takes it out of the queue if it waits. */
  stop(id: string): void {
    this.#waiting = this.#waiting.filter(({ cellId }) => cellId !== id);
    this.#changed();
    if (this.#running?.cellId === id) void this.#stopRunning();
  }

  /** Stops the running cell and lets go of all that wait. */
  interrupt(): void {
    this.#waiting = [];
    this.#changed();
    void this.#stopRunning();
  }

  /** A new kernel, without any values. */
  restart(): void {
    this.#dropWaiting();
    this.#end("cancelled", this.#lossMessage("The kernel was restarted."));
    void this.start();
  }

  setBackend(backend: "auto" | Backend): void {
    if (backend === this.#kernel.wanted) return;
    this.#kernel = { ...this.#kernel, wanted: backend };
    if (this.#driver || this.#starting) this.restart();
    this.#changed();
  }

  /** Starts the kernel, so that the page can say where cells will run. Runs nothing. */
  async start(): Promise<void> {
    await this.#startedDriver().catch(() => undefined);
  }

  /** The running kernel, to ask of values that its outputs refer to. */
  readonly viewer: Viewer = {
    view: (name, input) => {
      if (this.#driver) return this.#driver.view(name, input);
      return Promise.reject(new QuireError("UNAVAILABLE", "The kernel is gone. Run the cell to see more."));
    },
  };

  dispose(): void {
    this.#disposed = true;
    this.#waiting = [];
    this.#end("lost", null);
    this.#listeners.clear();
  }

  // ── The queue ──

  async #pump(): Promise<void> {
    if (this.#running || this.#disposed) return;
    const next = this.#waiting.shift();
    if (!next) return;
    const execution = { executionId: this.options.newId(), cellId: next.cellId, stopped: false };
    this.#running = execution;
    this.#changed(true);
    this.options.recorder.begin({
      executionId: execution.executionId,
      cellId: next.cellId,
      code: textOfCode(next.source),
    });
    const end = await this.#runOne(execution.executionId, next);
    this.#chunks.flush();
    this.options.recorder.end(execution.executionId, end.status);
    this.#running = undefined;
    const pressed = this.#takeInputs();
    if (pressed.length > 0) this.#waiting.push(...planRun(this.#graph, this.#past(), pressed, true));
    if (this.#follow && this.#waiting.length === 0 && end.status === "succeeded")
      this.#waiting = planFollowing(this.#graph, this.#past());
    if (this.#kernel.status === "busy" || this.#kernel.status === "stopping")
      this.#kernel = { ...this.#kernel, status: "ready" };
    this.#changed();
    void this.#pump();
  }

  async #runOne(executionId: string, { cellId, source }: Waiting): Promise<ExecutionEnd> {
    const refused = refusal(this.#graph, this.#ledger.history.runs, cellId);
    // Syntax errors go through the kernel too: the cell's old names must go.
    if (refused) {
      this.#chunks.add(executionId, { kind: "error", error: refused });
      this.#driver?.forget(cellId);
      this.#ledger.record(this.#graph, cellId, { source, end: "failed", durationMs: 0, refused: true });
      return { status: "failed", durationMs: 0 };
    }
    try {
      // A kernel that waits gets the cell in this very task: the page is drawn anew while the cell runs, not before.
      const driver = this.#idleDriver ?? (await this.#startedDriver());
      if (this.#running?.stopped) return { status: "cancelled", durationMs: 0 };
      this.#forgetLostNames(driver);
      this.#kernel = { ...this.#kernel, status: "busy", message: null };
      this.#changed(true);
      const inputs = this.options.inputsOf?.(cellId);
      this.#inputs.begin(cellId);
      const end = await driver.execute(executionId, { cellId, source, inputs });
      if (driver === this.#driver && end.status !== "lost")
        this.#ledger.record(this.#graph, cellId, { source, end: end.status, durationMs: end.durationMs });
      return end;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#chunks.add(executionId, { kind: "error", error: { name: "KernelError", message, stack: [] } });
      return { status: "failed", durationMs: 0 };
    }
  }

  /** Hands changes of inputs to the kernel. Answers with the cells that a press asks for. */
  #takeInputs(): string[] {
    const pressed = new Set<string>();
    for (const { ref, value, press, names } of this.#inputs.take()) {
      this.#driver?.setInput(ref, value);
      this.#ledger.changeInput(this.#graph, ref.cell, names);
      if (!press) continue;
      if (this.#ledger.get(ref.cell)?.isOutdated) pressed.add(ref.cell);
      for (const id of this.#readersOf(ref.cell, names)) pressed.add(id);
    }
    return [...pressed];
  }

  /** The cells that read one of the names, and those that need them. */
  #readersOf(cellId: string, names: readonly string[]): string[] {
    const readers = descendants(this.#graph, cellId).filter((id) =>
      names.some((name) => this.#graph.nodes.get(id)?.reach.names.has(name)),
    );
    return [...new Set(readers.flatMap((id) => [id, ...descendants(this.#graph, id)]))];
  }

  #enqueue(planned: readonly Waiting[]): void {
    // A cell that already waits keeps its place, with its newest text.
    for (const next of planned) {
      const known = this.#waiting.find(({ cellId }) => cellId === next.cellId);
      if (known) known.source = next.source;
      else this.#waiting.push(next);
    }
    this.#dropped = this.#dropped.filter((id) => !planned.some(({ cellId }) => cellId === id));
    this.#changed(true);
    void this.#pump();
  }

  /** Lets go of what waits because its kernel goes. */
  #dropWaiting(): void {
    this.#dropped = this.#waiting.map(({ cellId }) => cellId);
    this.#waiting = [];
  }

  #forget(id: string): void {
    this.#ledger.forget(id);
    this.#inputs.begin(id);
    this.#waiting = this.#waiting.filter(({ cellId }) => cellId !== id);
    this.#dropped = this.#dropped.filter((dropped) => dropped !== id);
    this.#driver?.forget(id);
  }

  /** A cell that gave up a name by an edit has not run since: in the kernel the name is still there. */
  #forgetLostNames(driver: KernelDriver): void {
    for (const [id, run] of this.#ledger.history.runs) {
      const ran = this.#analyses.get(run.source).defines;
      const now = this.#graph.nodes.get(id)?.analysis.defines ?? [];
      const lost = ran.filter(({ name }) => !now.some((kept) => kept.name === name)).map(({ name }) => name);
      if (lost.length > 0) driver.forget(id, lost);
    }
  }

  async #stopRunning(): Promise<void> {
    const [running, driver] = [this.#running, this.#driver];
    if (!running) return;
    running.stopped = true;
    if (!driver || this.#kernel.status === "starting") return;
    // A second press means it: no more waiting.
    const again = this.#kernel.status === "stopping";
    this.#kernel = { ...this.#kernel, status: "stopping" };
    this.#changed();
    const stopped =
      !again &&
      (await stopExecution(driver, running.executionId, () => this.#running === running, this.options.stopTimes));
    if (stopped || this.#running !== running || this.#driver !== driver) return;
    this.#dropWaiting();
    this.#end("cancelled", this.#lossMessage("The cell did not stop, so its kernel was ended and a new one started."));
    void this.start();
  }

  // ── The kernel ──

  get #idleDriver(): KernelDriver | undefined {
    return this.#kernel.status === "ready" ? this.#driver : undefined;
  }

  #startedDriver(): Promise<KernelDriver> {
    if (this.#starting) return this.#starting;
    const starting = this.#startDriver().catch((error: unknown) => {
      // A start that was given up for another one.
      if (this.#starting !== starting) throw error;
      this.#starting = undefined;
      this.#kernel = {
        ...this.#kernel,
        status: "failed",
        message: error instanceof Error ? error.message : String(error),
      };
      this.#changed();
      throw error;
    });
    this.#starting = starting;
    return starting;
  }

  async #startDriver(): Promise<KernelDriver> {
    this.#kernel = { ...this.#kernel, status: "starting" };
    this.#changed();
    const wanted = this.#kernel.wanted;
    const transport = await this.options.createTransport();
    const driver: KernelDriver = new KernelDriver(transport, this.options.host, {
      output: (executionId, chunk) => {
        if (chunk.kind === "display" && this.#running) this.#inputs.note(this.#running.cellId, chunk.bundle);
        this.#chunks.add(executionId, chunk);
      },
      device: (device) => this.#onDevice(driver, device),
      gpuDraining: (draining) => this.#onDrain(driver, draining),
      dead: (reason) => this.#onDeath(driver, reason),
    });
    this.#driver = driver;
    await driver.start({ ...this.options.kernel, backend: wanted, gpuMayDrain: this.#gpuMayDrain });
    return driver;
  }

  #onDevice(driver: KernelDriver, device: Device): void {
    if (driver !== this.#driver) return;
    const status = this.#kernel.status === "starting" ? "ready" : this.#kernel.status;
    this.#kernel = { ...this.#kernel, status, device };
    this.options.onDevice?.(device);
    this.#changed();
  }

  #onDrain(driver: KernelDriver, draining: boolean): void {
    if (driver !== this.#driver) return;
    this.#gpuMayDrain = draining;
    this.#kernel = { ...this.#kernel, gpuDraining: draining };
    this.#changed();
  }

  #onDeath(driver: KernelDriver, reason: string): void {
    if (driver !== this.#driver) return;
    this.#dropWaiting();
    const message = this.#lossMessage(reason);
    this.#dropKernel();
    this.#kernel = { ...this.#kernel, status: "failed", message };
    if (this.#running)
      this.#chunks.add(this.#running.executionId, {
        kind: "error",
        error: { name: "KernelError", message: reason, stack: [] },
      });
    this.#changed();
  }

  #end(status: "cancelled" | "lost", message: string | null): void {
    const driver = this.#driver;
    this.#dropKernel();
    driver?.terminate(status);
    this.#kernel = { ...this.#kernel, status: "off", message };
    this.#changed();
  }

  #dropKernel(): void {
    this.#driver = undefined;
    this.#starting = undefined;
    this.#gpuMayDrain ||= this.#kernel.device?.backend === "webgpu";
    this.#kernel = { ...this.#kernel, gpuDraining: false };
    this.#ledger.loseAll();
    this.#inputs.clear();
  }

  /** "… The values of x, y and 3 more are gone." */
  #lossMessage(what: string): string {
    const names = [...this.#ledger.history.runs].flatMap(([, run]) =>
      run.end === "succeeded"
        ? this.#analyses
            .get(run.source)
            .defines.filter(({ kind }) => kind !== "import" && kind !== "function")
            .map(({ name }) => name)
        : [],
    );
    if (names.length === 0) return what;
    const shown = names.slice(0, 5).join(", ");
    return `${what} The values of ${shown}${names.length > 5 ? ` and ${names.length - 5} more` : ""} are gone.`;
  }

  // ── State ──

  #past() {
    return { runs: this.#ledger.history.runs, states: this.#ledger.states(this.#graph) };
  }

  #toRunAgain(): string[] {
    const again = new Set([...this.#ledger.history.lost, ...this.#dropped]);
    return [...this.#graph.nodes.keys()].filter((id) => again.has(id));
  }

  #describe(): RunnerSnapshot {
    const states = this.#ledger.states(this.#graph);
    const { lost } = this.#ledger.history;
    const places = new Map(this.#waiting.map(({ cellId }, index) => [cellId, index + 1]));
    const cells = new Map<string, CellState>();
    for (const [id, { problem, notice }] of this.#graph.nodes) {
      const place = places.get(id) ?? 0;
      cells.set(id, {
        status: this.#running?.cellId === id ? "running" : place > 0 ? "queued" : "idle",
        place,
        freshness: states.get(id) ?? "new",
        continued: this.#ledger.get(id)?.continued ?? [],
        isLost: lost.has(id),
        problem,
        notice,
      });
    }
    return { kernel: { ...this.#kernel, lost: this.#toRunAgain().length }, cells };
  }

  #changed(begins = false): void {
    this.#snapshot = undefined;
    for (const listener of this.#listeners) listener(begins);
  }
}
