import { AnalysisCache, buildGraph, type GraphCell, type NotebookGraph } from "@/lib/graph/notebook-graph";
import { RunLedger } from "@/lib/graph/run-ledger";
import { textOfCode } from "@/lib/graph/sql/sql-code";
import type { Chosen, InputRef, Json } from "@/lib/inputs/control";
import type { Backend } from "@/lib/protocol/device";
import type { Viewer } from "@/lib/protocol/view";
import type { ExecutionEnd, KernelDriver } from "./driver";
import { KernelSlot, type KernelSlotOptions } from "./kernel-slot";
import { ChunkBatcher, type ExecutionRecorder } from "./recorder";
import { planFollowing, planRun, readersOf, refusal, type Waiting } from "./run-queue";
import { RunnerInputs } from "./runner-inputs";
import { type ReturnedCell, ReturnedCells } from "./returned-cells";
import { describeCells, lossMessage, type RunnerSnapshot } from "./runner-state";
import { stopExecution, type StopTimes } from "./stop-execution";
import { WaitingCells } from "./waiting-cells";

/** With the text by which graph and kernel know it (lib/graph/sql/sql-code.ts). */
export interface RunnerCell extends GraphCell {
  type: "ts" | "md" | "sql";
}

export interface RunnerOptions extends KernelSlotOptions {
  recorder: ExecutionRecorder;
  newId(): string;
  stopTimes?: StopTimes;
  /** What people have chosen in the inputs of a cell. */
  inputsOf?(cellId: string): Chosen;
}

/** `begins`: all that is new is that something has begun, and it may be over at once. */
export type RunnerListener = (begins: boolean) => void;

/** Runs the cells of one notebook in one kernel: what each needs first, one at a time, and knows how fresh each result is. */
export class NotebookRunner {
  #graph: NotebookGraph = buildGraph([]);
  /** `#graph` as runs go by it: cells whose values came from elsewhere need nothing. */
  #plan: NotebookGraph = this.#graph;
  readonly #returned = new ReturnedCells();
  readonly #analyses = new AnalysisCache();
  readonly #ledger = new RunLedger();
  readonly #waiting = new WaitingCells();
  #follow = false;
  readonly #inputs = new RunnerInputs();
  #running: { executionId: string; cellId: string; stopped: boolean } | undefined;
  readonly #kernel: KernelSlot;
  #snapshot: RunnerSnapshot | undefined;
  #disposed = false;
  readonly #listeners = new Set<RunnerListener>();
  readonly #chunks: ChunkBatcher;

  constructor(private readonly options: RunnerOptions) {
    this.#chunks = new ChunkBatcher(options.recorder);
    this.#kernel = new KernelSlot(options, {
      output: (executionId, chunk) => {
        if (chunk.kind === "display" && this.#running) this.#inputs.note(this.#running.cellId, chunk.bundle);
        this.#chunks.add(executionId, chunk);
      },
      dying: (reason) => this.#onDying(reason),
      dropped: () => {
        this.#ledger.loseAll();
        this.#inputs.clear();
        this.#returned.letGo(this.#graph);
        this.#recordReturned(this.#returned.standing(this.#graph));
      },
      changed: () => this.#changed(),
    });
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
    this.#plan = this.#returned.cut(this.#graph);
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
    this.#forgetReturned([ref.cell]);
    if (this.#running) return;
    const pressed = this.#takeInputs();
    if (pressed.length > 0) this.run(pressed, { sweep: true });
    else if (this.#follow && this.#waiting.isEmpty) this.#enqueue(planFollowing(this.#plan, this.#past()));
    else this.#changed();
  }

  /** `sweep`: these are all of a kind (all, all stale), so cells that are held back are passed over. */
  run(ids: readonly string[], { sweep = false } = {}): void {
    this.#forgetReturned([...this.#returned.among(ids).keys()]);
    this.#enqueue(planRun(this.#plan, this.#past(), ids, sweep));
  }

  /** These cells ran elsewhere, in this order, and their values can be had here. */
  takeBack(cells: ReadonlyMap<string, ReturnedCell>): void {
    this.#returned.add(cells);
    if (!this.#running) this.#admitReturned();
  }

  /** It counts as run for what it was elsewhere. */
  isReturned(cellId: string): boolean {
    return this.#returned.among([cellId]).size > 0 && this.#ledger.states(this.#plan).get(cellId) === "fresh";
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
    const returned = this.#returned.among(makers);
    this.run([...makers.filter((maker) => !returned.has(maker)), id]);
    this.takeBack(returned);
  }

  /** Stops the cell if it runs, and takes it out of the queue if it waits. */
  stop(id: string): void {
    this.#waiting.remove(id);
    this.#changed();
    if (this.#running?.cellId === id) void this.#stopRunning();
  }

  /** Stops the running cell and lets go of all that wait. */
  interrupt(): void {
    this.#waiting.clear();
    this.#changed();
    void this.#stopRunning();
  }

  /** A new kernel, without any values. */
  restart(): void {
    this.#waiting.drop();
    this.#kernel.end("cancelled", this.#lossMessage("The kernel was restarted."));
    void this.start();
  }

  setBackend(backend: "auto" | Backend): void {
    if (!this.#kernel.want(backend)) return;
    if (this.#kernel.isTaken) this.restart();
    this.#changed();
  }

  /** Starts the kernel, so that the page can say where cells will run. Runs nothing. */
  async start(): Promise<void> {
    await this.#kernel.started().catch(() => undefined);
  }

  /** The running kernel, to ask of values that its outputs refer to. */
  get viewer(): Viewer {
    return this.#kernel.viewer;
  }

  dispose(): void {
    this.#disposed = true;
    this.#waiting.clear();
    this.#kernel.end("lost", null);
    this.#listeners.clear();
  }

  // ── The queue ──

  async #pump(): Promise<void> {
    if (this.#running || this.#disposed) return;
    const next = this.#waiting.next();
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
    this.#admitReturned();
    const pressed = this.#takeInputs();
    if (pressed.length > 0) this.#waiting.add(planRun(this.#plan, this.#past(), pressed, true));
    if (this.#follow && this.#waiting.isEmpty && end.status === "succeeded")
      this.#waiting.add(planFollowing(this.#plan, this.#past()));
    if (["busy", "stopping"].includes(this.#kernel.status.status)) this.#kernel.set({ status: "ready" });
    this.#changed();
    void this.#pump();
  }

  async #runOne(executionId: string, { cellId, source }: Waiting): Promise<ExecutionEnd> {
    this.#forgetReturned([...this.#returned.among([cellId]).keys()]);
    const needed = this.#returned.neededBy(this.#plan, cellId);
    const refused = refusal(this.#plan, this.#ledger.history.runs, cellId) ?? needed.refused;
    // Syntax errors go through the kernel too: the cell's old names must go.
    if (refused) {
      this.#chunks.add(executionId, { kind: "error", error: refused });
      this.#kernel.driver?.forget(cellId);
      this.#ledger.record(this.#plan, cellId, { source, end: "failed", durationMs: 0, refused: true });
      return { status: "failed", durationMs: 0 };
    }
    try {
      // A kernel that waits gets the cell in this very task: the page is drawn anew while the cell runs, not before.
      const driver = this.#kernel.idleDriver ?? (await this.#kernel.started());
      if (this.#running?.stopped) return { status: "cancelled", durationMs: 0 };
      this.#forgetLostNames(driver);
      this.#kernel.set({ status: "busy", message: null });
      this.#changed(true);
      const inputs = this.options.inputsOf?.(cellId);
      this.#inputs.begin(cellId);
      const values = needed.values.length > 0 ? needed.values : undefined;
      const end = await driver.execute(executionId, { cellId, source, inputs, values });
      if (driver === this.#kernel.driver && end.status !== "lost")
        this.#ledger.record(this.#plan, cellId, { source, end: end.status, durationMs: end.durationMs });
      return end;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#chunks.add(executionId, { kind: "error", error: { name: "KernelError", message, stack: [] } });
      return { status: "failed", durationMs: 0 };
    }
  }

  /** Between two executions: what the kernel has of these cells' names gives way to what came. */
  #admitReturned(): void {
    const admitted = this.#returned.admit(this.#graph);
    if (admitted.length === 0) return;
    this.#plan = this.#returned.cut(this.#graph);
    for (const id of admitted) this.#kernel.driver?.forget(id);
    this.#recordReturned(admitted);
    this.#changed();
  }

  #recordReturned(ids: readonly string[]): void {
    for (const id of ids) {
      const source = this.#graph.nodes.get(id)?.source ?? "";
      this.#ledger.record(this.#plan, id, { source, end: "succeeded", durationMs: 0 });
    }
  }

  /** What came of these elsewhere counts no more. */
  #forgetReturned(ids: readonly string[]): void {
    if (ids.length === 0) return;
    this.#returned.drop(ids);
    this.#plan = this.#returned.cut(this.#graph);
  }

  /** Hands changes of inputs to the kernel. Answers with the cells that a press asks for. */
  #takeInputs(): string[] {
    const pressed = new Set<string>();
    for (const { ref, value, press, names } of this.#inputs.take()) {
      this.#kernel.driver?.setInput(ref, value);
      this.#ledger.changeInput(this.#graph, ref.cell, names);
      if (!press) continue;
      if (this.#ledger.get(ref.cell)?.isOutdated) pressed.add(ref.cell);
      for (const id of readersOf(this.#graph, ref.cell, names)) pressed.add(id);
    }
    return [...pressed];
  }

  #enqueue(planned: readonly Waiting[]): void {
    this.#waiting.add(planned);
    this.#changed(true);
    void this.#pump();
  }

  #forget(id: string): void {
    this.#ledger.forget(id);
    this.#inputs.begin(id);
    this.#waiting.forget(id);
    this.#kernel.driver?.forget(id);
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
    const [running, { driver, status }] = [this.#running, this.#kernel];
    if (!running) return;
    running.stopped = true;
    if (!driver || status.status === "starting") return;
    // A second press means it: no more waiting.
    const again = status.status === "stopping";
    this.#kernel.set({ status: "stopping" });
    this.#changed();
    const stopped =
      !again &&
      (await stopExecution(driver, running.executionId, () => this.#running === running, this.options.stopTimes));
    if (stopped || this.#running !== running || this.#kernel.driver !== driver) return;
    this.#waiting.drop();
    this.#kernel.end(
      "cancelled",
      this.#lossMessage("The cell did not stop, so its kernel was ended and a new one started."),
    );
    void this.start();
  }

  /** The kernel has ended by itself. */
  #onDying(reason: string): string {
    this.#waiting.drop();
    const error = { name: "KernelError", message: reason, stack: [] };
    if (this.#running) this.#chunks.add(this.#running.executionId, { kind: "error", error });
    return this.#lossMessage(reason);
  }

  #lossMessage(what: string): string {
    return lossMessage(what, this.#ledger.history.runs, this.#analyses);
  }

  // ── State ──

  #past() {
    return { runs: this.#ledger.history.runs, states: this.#ledger.states(this.#plan) };
  }

  #toRunAgain(): string[] {
    const again = new Set([...this.#ledger.history.lost, ...this.#waiting.dropped]);
    return [...this.#graph.nodes.keys()].filter((id) => again.has(id));
  }

  #describe(): RunnerSnapshot {
    const cells = describeCells({
      graph: this.#plan,
      ledger: this.#ledger,
      waiting: this.#waiting.list,
      running: this.#running?.cellId,
    });
    return { kernel: { ...this.#kernel.status, lost: this.#toRunAgain().length }, cells };
  }

  #changed(begins = false): void {
    this.#snapshot = undefined;
    for (const listener of this.#listeners) listener(begins);
  }
}
