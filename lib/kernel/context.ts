import type * as TensorFlow from "@tensorflow/tfjs";
import type { Device } from "@/lib/protocol/device";
import type { KernelHost } from "@/lib/protocol/host";
import type { MimeBundle, OutputChunk } from "@/lib/protocol/output";
import type { RenderContext } from "./display/render-context";
import type { InputServices } from "./input-registry";
import type { RandomState } from "./quire/random";

export type Tf = typeof TensorFlow;

/** One running of a cell, as the code that serves it sees it. */
export interface CellContext extends RenderContext {
  readonly executionId: string;
  readonly cellId: string;
  readonly host: KernelHost;
  /** Fires when the person stops the cell. */
  readonly signal: AbortSignal;
  emit(chunk: OutputChunk): void;
  /** TensorFlow.js on the kernel's backend; loaded at the first call. */
  tf(): Promise<Tf>;
  /** Unique in the kernel session. */
  newDisplayId(): string;
}

/** What a kernel gives to the modules that live in it, such as `quire`. One for each kernel. */
export interface KernelServices {
  /**
   * The execution that runs now or, between executions, the last one: a timer that fires late still belongs to somebody.
   * Throws where nothing has run yet.
   */
  current(): CellContext;
  /** A value in the forms in which it can be shown. Asynchronous where its data lies on the GPU. */
  render(value: unknown, context: RenderContext): MimeBundle | Promise<MimeBundle>;
  /** The seed that the kernel session was started with. */
  readonly seed: number;
  /** What people chose in inputs, and the names that hold it. */
  readonly inputs: InputServices;
  /** Sets Math.random, from which TensorFlow.js draws its seeds too. */
  seedRandom(seed: number): void;
  /** Where Math.random stands. */
  randomState(): RandomState;
  /** Lets Math.random go on from there. */
  restoreRandom(state: RandomState): void;
  /** TensorFlow.js, if somebody has asked for it and it is there. */
  loadedTf(): Tf | undefined;
  /** Where the cells run. Known before the first execution. */
  device(): Promise<Device>;
  /**
   * Called when an execution has ended, before `done` is told to the driver; what it returns is awaited, so that the
   * last metrics have arrived and a failed cell's run is marked so.
   */
  onExecutionEnd(callback: (context: CellContext, status: "succeeded" | "failed" | "cancelled") => Promise<void>): void;
}

/** Makes the module `quire` of one kernel. */
export type QuireModuleFactory = (kernel: KernelServices) => Readonly<Record<string, unknown>>;
