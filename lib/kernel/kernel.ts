import type { InputRef } from "@/lib/inputs/control";

import type { Device } from "@/lib/protocol/device";
import type { KernelHost } from "@/lib/protocol/host";
import type { FromKernel, KernelCell as Cell } from "@/lib/protocol/kernel";
import type { SqlText } from "@/lib/graph/sql/read-sql";
import { readSqlCode, type SqlCode } from "@/lib/graph/sql/sql-code";
import type { ErrorOutput, MimeBundle, OutputChunk } from "@/lib/protocol/output";
import type { SecretMask } from "@/lib/secrets/secret-mask";
import { answerView } from "./answer-view";
import { createConsole } from "./cell-console";
import { describeError, originOf, problemError, problemOf, stackOf, type LocateFrame } from "./cell-error";
import { CellScope } from "./cell-scope";
import { compileCell, type CompiledCell } from "./compile-cell";
import type { CellContext, KernelServices, QuireModuleFactory, Tf } from "./context";
import { LiveValues } from "./display/live-values";
import type { RenderContext } from "./display/render-context";
import { render } from "./display/render";
import { InputRegistry } from "./input-registry";
import { Intrinsics } from "./intrinsics";
import { createModuleLoader, importNames, type ModuleLoader } from "./modules";
import { createStore } from "./output-store";
import { OutputStream } from "./output-stream";
import { createPackageLoader } from "./packages";
import { cellSeed, createRandom, randomFrom, type RandomState, type RandomStream } from "./quire/random";
import type { SqlEngine } from "./sql/engine";
import { makeQueryResult } from "./sql/query-result";
import { compileSql } from "./sql/sql-cell";
import { SqlDatabase } from "./sql/sql-database";
import { sqlErrorOf } from "./sql/sql-error";
import { namedTables } from "./sql/named-tables";
import { tableSources } from "./sql/table-sources";
import { provideValues } from "./values/provide";

/** What a kernel is made of; the hosts differ in these. */
export interface KernelParts {
  seed: number;
  host: KernelHost;
  post(message: FromKernel): void;
  /** TensorFlow.js on its backend. */
  tf(): Promise<Tf>;
  device(): Promise<Device>;
  /** Modules for cells besides `quire` and TensorFlow.js. */
  modules: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>;
  quire: QuireModuleFactory;
  /** Values of inputs by key, where no person chooses. */
  parameters?: Readonly<Record<string, unknown>>;
  /** The secrets that it was given. */
  secrets: SecretMask;
  /** TensorFlow.js, if somebody has asked for it and it is there. */
  loadedTf(): Tf | undefined;
  /** DuckDB, for cells of SQL; loaded at the first. */
  sql(): Promise<SqlEngine>;
}

export type EndStatus = "succeeded" | "failed" | "cancelled";
/** One execution, from its place in the queue to its end. */
interface Execution {
  readonly id: string;
  readonly cell: Cell;
  readonly abort: AbortController;
  readonly stream: OutputStream;
  readonly context: CellContext;
}

/** Compiled versions whose functions may still be called and throw. */
const KEPT_VERSIONS = 1000;

/** Evaluates cells one after the other, in one realm, with one set of names. */
export class Kernel implements KernelServices {
  readonly seed: number;
  readonly inputs: InputRegistry;
  readonly #scope: CellScope;
  readonly #modules: ModuleLoader;
  readonly #live = new LiveValues();
  readonly #intrinsics: Intrinsics;
  readonly #versions = new Map<string, { cellId: string; compiled: CompiledCell }>();
  readonly #latest = new Map<string, Execution>();
  readonly #open = new Map<string, Execution>();
  #database: Promise<SqlDatabase> | undefined;
  readonly #endings: ((context: CellContext, status: EndStatus) => Promise<void>)[] = [];
  #queue: Promise<void> = Promise.resolve();
  #random: RandomStream;
  #running: Execution | undefined;
  #last: Execution | undefined;
  #versionCount = 0;
  #displayCount = 0;

  constructor(private readonly parts: KernelParts) {
    this.seed = parts.seed;
    this.#random = createRandom(parts.seed);
    Math.random = this.#random.next;
    const quire = parts.quire(this);
    const builtIn = { quire: () => Promise.resolve(quire), "@tensorflow/tfjs": () => parts.tf(), ...parts.modules };
    const loadPackage = createPackageLoader(
      () => this.current(),
      () => parts.tf(),
    );
    const modules = (this.#modules = createModuleLoader(builtIn, loadPackage));
    this.inputs = new InputRegistry(parts.parameters ?? {}, (cellId, name, value) =>
      this.#scope.assign(cellId, name, value),
    );
    this.#scope = new CellScope({
      importModule: (specifier, names) => importNames(modules, String(specifier), names),
      withNames: (names, make) => this.inputs.withNames(names, make),
    });
    Object.assign(
      globalThis.console,
      createConsole(
        (chunk) => this.#emitNow(chunk),
        () => this.#running?.context ?? {},
      ),
    );
    this.#intrinsics = new Intrinsics();
    // Errors deep inside a library must still show the cell's frame.
    Error.stackTraceLimit = 60;
  }

  // ── What drives it ──

  execute(id: string, cell: Cell): Promise<void> {
    const execution = this.#createExecution(id, cell);
    this.#open.set(id, execution);
    this.#queue = this.#queue.then(() => this.#run(execution));
    return this.#queue;
  }

  abort(id: string): void {
    this.#open.get(id)?.abort.abort(new DOMException("The cell was stopped.", "AbortError"));
  }

  forget(cellId: string, names?: readonly string[]): void {
    this.#scope.forget(cellId, names);
    if (names) return;
    this.inputs.forget(cellId);
    this.#live.release(cellId);
  }

  /** What a reader asks of values that outputs refer to, and of names. A cell that awaits something does not keep it waiting. */
  view(name: string, input: unknown): Promise<unknown> {
    const [live, scope] = [this.#live, this.#scope];
    const searched = !this.parts.secrets.isEmpty;
    const loadedTf = () => this.parts.loadedTf();
    return answerView({ live, scope, loadedTf, searched, tables: () => namedTables(scope) }, name, input);
  }

  /** A person has changed an input. What holds it changes at once, between two executions. */
  setInput(ref: InputRef, value: unknown): void {
    this.#queue = this.#queue
      .then(() => this.inputs.set(ref, value))
      .catch((thrown: unknown) => this.reportLateError(thrown));
  }

  /** An error that no cell awaited: shown with the cell it came from. */
  reportLateError(thrown: unknown): void {
    const execution = this.#executionOf(originOf(stackOf(thrown), this.#locate));
    if (!execution) return;
    execution.context.emit({ kind: "error", error: describeError(thrown, execution.cell.cellId, this.#locate) });
    execution.stream.flush();
  }

  // ── What its modules use ──

  current(): CellContext {
    const execution = this.#running ?? this.#last;
    if (!execution) throw new Error("No cell has run in this kernel yet.");
    return execution.context;
  }

  render(value: unknown, context: RenderContext = {}): MimeBundle | Promise<MimeBundle> {
    return render(value, context);
  }

  seedRandom(seed: number): void {
    this.#draw(createRandom(seed));
  }

  randomState(): RandomState {
    return this.#random.state();
  }

  restoreRandom(state: RandomState): void {
    this.#draw(randomFrom(state));
  }

  loadedTf(): Tf | undefined {
    return this.parts.loadedTf();
  }

  device(): Promise<Device> {
    return this.parts.device();
  }

  onExecutionEnd(callback: (context: CellContext, status: EndStatus) => Promise<void>): void {
    this.#endings.push(callback);
  }

  // ── How it works ──

  #draw(random: RandomStream): void {
    this.#random = random;
    Math.random = random.next;
  }

  #createExecution(id: string, cell: Cell): Execution {
    const abort = new AbortController();
    const store = createStore(this.parts.host, id, this.parts.secrets);
    const stream = new OutputStream((chunk) => this.parts.post({ type: "output", executionId: id, chunk }), store);
    const context: CellContext = {
      executionId: id,
      cellId: cell.cellId,
      host: this.parts.host,
      signal: abort.signal,
      emit: (chunk) => stream.emit(chunk),
      keep: this.#live.keeper(cell.cellId),
      store,
      tf: () => this.parts.tf(),
      newDisplayId: () => `d${++this.#displayCount}`,
    };
    return { id, cell, abort, stream, context };
  }

  async #run(execution: Execution): Promise<void> {
    this.#running = execution;
    this.#last = execution;
    this.#latest.set(execution.cell.cellId, execution);
    this.#live.release(execution.cell.cellId);
    this.#putBack(execution);
    const began = performance.now();
    const { signal } = execution.context;
    let status: EndStatus = signal.aborted ? "cancelled" : await this.#evaluate(execution);
    status = await this.#end(execution, signal.aborted ? "cancelled" : status);
    if (status !== "succeeded") this.inputs.unbind(execution.cell.cellId);
    await execution.stream.finish();
    this.#running = undefined;
    this.#open.delete(execution.id);
    this.parts.post({ type: "done", executionId: execution.id, status, durationMs: performance.now() - began });
  }

  async #evaluate(execution: Execution): Promise<EndStatus> {
    const { cell, context } = execution;
    try {
      if (cell.values) await this.#provide(execution, cell.values);
      this.seedRandom(cellSeed(this.seed, cell.cellId));
      const value = await this.#compile(cell)(this.#scope.object);
      this.#putBack(execution);
      if (value !== undefined && !context.signal.aborted) {
        const bundle = await render(value, context);
        if (Object.keys(bundle).length > 0) context.emit({ kind: "result", bundle });
      }
      return "succeeded";
    } catch (thrown) {
      this.#putBack(execution);
      if (!context.signal.aborted) context.emit({ kind: "error", error: this.#describe(thrown, cell.cellId) });
      return "failed";
    }
  }

  /** Names that the cell reads, of cells that ran elsewhere. */
  async #provide({ context }: Execution, values: NonNullable<Cell["values"]>): Promise<void> {
    const { parts, seed } = this;
    const importName = async (specifier: string, name: string) => {
      const module = await importNames(this.#modules, specifier, [name]);
      return name === "*" ? module : module[name];
    };
    const makers = { tf: () => parts.tf(), loadedTf: () => parts.loadedTf(), seed };
    await provideValues(values, this.#scope, { context, makers, importName });
  }

  /** A cell that replaced what the kernel itself works with must not break the next one. */
  #putBack(execution: Execution): void {
    const changed = this.#intrinsics.restore();
    if (changed.length === 0) return;
    const names =
      changed.length > 5 ? `${changed.slice(0, 5).join(", ")} and ${changed.length - 5} more` : changed.join(", ");
    const text = `${names}: replaced by a cell, and put back when it had ended, since the kernel works with it. Give your own function another name.`;
    execution.context.emit({ kind: "console", level: "warn", bundles: [{ "text/plain": text }] });
  }

  /** The cell's old names go first: a cell that no longer compiles defines nothing, as in a fresh kernel. */
  #compile(cell: Cell): (scope: object) => Promise<unknown> {
    this.#scope.begin(cell.cellId);
    this.inputs.begin(cell.cellId, cell.inputs);
    const url = `quire-cell-${++this.#versionCount}.ts`;
    const isForeign = (name: string) => this.#scope.has(name) || !(name in globalThis);
    const code = readSqlCode(cell.source);
    if (!code) return this.#load(cell.cellId, url, compileCell(cell.source, url, isForeign));
    const { sql, script } = compileSql(code, url, isForeign);
    const parameters = this.#load(cell.cellId, url, script) as (scope: object) => Promise<unknown[]>;
    return async (scope) => this.#query(code, sql, (await parameters(scope)).slice(1));
  }

  #load(cellId: string, url: string, compiled: CompiledCell): (scope: object) => Promise<unknown> {
    this.#versions.set(url, { cellId, compiled });
    if (this.#versions.size > KEPT_VERSIONS) this.#versions.delete(this.#versions.keys().next().value as string);
    return (0, eval)(compiled.code) as (scope: object) => Promise<unknown>;
  }

  /** Runs an SQL cell, and publishes its result under the cell's name. */
  async #query({ name, text }: SqlCode, sql: SqlText, values: unknown[]): Promise<unknown> {
    const context = this.current();
    this.#database ??= this.#openDatabase();
    const database = await this.#database;
    const sources = tableSources(this.#scope, context);
    const found = await database.run({ text, sql, values, sources, signal: context.signal });
    const result = makeQueryResult(found, name ?? "result", { seed: this.seed, loadedTf: () => this.parts.loadedTf() });
    if (name !== null) this.#scope.define(name, () => result);
    return result;
  }

  async #openDatabase(): Promise<SqlDatabase> {
    try {
      return new SqlDatabase(await this.parts.sql());
    } catch (error) {
      // A download that failed may be tried again by the next cell.
      this.#database = undefined;
      throw error;
    }
  }

  async #end(execution: Execution, status: EndStatus): Promise<EndStatus> {
    let end = status;
    for (const ending of this.#endings) {
      try {
        await ending(execution.context, end);
      } catch (thrown) {
        execution.context.emit({ kind: "error", error: this.#describe(thrown, execution.cell.cellId) });
        if (end === "succeeded") end = "failed";
      }
    }
    return end;
  }

  #describe(thrown: unknown, cellId: string): ErrorOutput {
    const problem = problemOf(thrown);
    return problem ? problemError(problem) : (sqlErrorOf(thrown) ?? describeError(thrown, cellId, this.#locate));
  }

  readonly #locate: LocateFrame = (url, place) => {
    const version = this.#versions.get(url);
    const found = version?.compiled.locate(place);
    return version && found && { cellId: version.cellId, ...found };
  };

  /** A line printed while a cell runs is that cell's. One printed later, by a timer, belongs to the cell whose code prints it. */
  #emitNow(chunk: OutputChunk): void {
    if (this.#running) return this.#running.context.emit(chunk);
    const origin = originOf(new Error("where").stack ?? "", this.#locate);
    this.#executionOf(origin)?.context.emit(chunk);
  }

  #executionOf(cellId: string | undefined): Execution | undefined {
    return (cellId === undefined ? undefined : this.#latest.get(cellId)) ?? this.#running ?? this.#last;
  }
}
