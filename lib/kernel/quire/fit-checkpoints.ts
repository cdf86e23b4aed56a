import type * as TensorFlow from "@tensorflow/tfjs";
import { z } from "zod";
import type { KeepRule, Marks } from "@/lib/protocol/checkpoint";
import type { KernelServices, Tf } from "../context";
import { moveOptimizer } from "../values/optimizer";
import type { CheckpointStore, FoundCheckpoint } from "./checkpoint-store";
import { warn } from "./checkpoint-store";
import { randomStateSchema } from "./checkpoints";
import type { RandomState } from "./random";

export interface CheckpointSettings {
  everyEpochs: number;
  keep: KeepRule;
}

/** What a training's checkpoints need of its run. */
export interface CheckpointedRun {
  readonly id: string;
  /** It was begun before: there may be something to go on from. */
  readonly resumed: boolean;
  marks(): Marks;
  arrived(): Promise<void>;
  rewind(marks: Marks): void;
}

export interface CheckpointedTraining {
  kernel: KernelServices;
  tf: Tf;
  store: CheckpointStore;
  run: CheckpointedRun;
  /** Of the training, within its run. */
  name: string;
  settings: CheckpointSettings;
}

const logsSchema = z.record(z.string(), z.number());
const epochSchema = z.object({ logs: logsSchema, random: randomStateSchema });
const seriesSchema = z.record(z.string(), z.array(z.object({ step: z.number(), value: z.number().nullable() })));

/** A training between two epochs. */
const stateSchema = (tf: Tf) =>
  z.object({
    /** By number, each epoch that is done: what it logged, and where Math.random stood when it began. */
    epochs: z.map(z.number().int(), epochSchema),
    batches: z.number().int(),
    random: randomStateSchema,
    series: seriesSchema,
    weights: z.array(z.instanceof(tf.Tensor)),
    optimizer: z.custom<TensorFlow.Optimizer>((value) => value instanceof tf.Optimizer),
  });
type State = z.output<ReturnType<typeof stateSchema>>;
export type Series = State["series"];

/**
 * The checkpoints of one training. They are taken between epochs, when every callback is done with the one before. A training that goes on
 * goes through the epochs that are done once more, one batch each, so that whatever counts along (the order of the rows, a history, an early
 * stop) counts as if it had seen them: each begins with the random numbers that it had and ends with what it logged. Then
 * weights, optimizer and Math.random are put in place.
 */
export class FitCheckpoints {
  model: TensorFlow.LayersModel | undefined;
  readonly #epochs: State["epochs"] = new Map();
  #resumption: State | undefined;
  #since = 0;
  #began: RandomState | undefined;
  #keeping: Promise<void> = Promise.resolve();

  constructor(private readonly of: CheckpointedTraining) {}

  get #place() {
    return { runId: this.of.run.id, name: this.of.name };
  }

  /** Whether that epoch is one that is done, gone through once more. */
  replays(epoch: number): boolean {
    return this.#resumption?.epochs.has(epoch) ?? false;
  }

  /** What it goes on from, if anything. */
  async begin(): Promise<{ epochs: number; batches: number; series: Series } | undefined> {
    if (!this.of.run.resumed) return undefined;
    const found = await this.of.store.find(this.#place);
    if (!found) return undefined;
    const state = this.#read(found);
    this.#resumption = state;
    this.of.run.rewind(found.about.marks);
    return { epochs: state.epochs.size, batches: state.batches, series: state.series };
  }

  #read({ value }: FoundCheckpoint): State {
    return stateSchema(this.of.tf).parse(value);
  }

  /** Before the rows are shuffled. */
  async epochBegins(epoch: number, batches: number, series: Series): Promise<void> {
    const done = this.#resumption?.epochs.get(epoch);
    if (done) this.of.kernel.restoreRandom(done.random);
    else this.#resume();
    if (this.#since >= this.of.settings.everyEpochs) await this.#keep(batches, series);
    this.#began = this.of.kernel.randomState();
  }

  /** What the epoch logged the first time, where it is gone through once more. */
  epochEnded(epoch: number, logs: Readonly<Record<string, number>>): Readonly<Record<string, number>> | undefined {
    const done = this.#resumption?.epochs.get(epoch);
    if (done) this.#epochs.set(epoch, done);
    else if (this.#began) {
      this.#epochs.set(epoch, { logs: { ...logs }, random: this.#began });
      this.#since++;
    }
    return done?.logs;
  }

  /** Resolves when the last one is kept. */
  async end(batches: number, series: Series): Promise<void> {
    this.#resume();
    if (this.#since > 0) await this.#keep(batches, series);
    await this.#keeping;
  }

  #resume(): void {
    const state = this.#resumption;
    this.#resumption = undefined;
    if (!state || !this.model) return;
    fillWeights(this.model, state.weights);
    this.of.tf.dispose(state.weights);
    moveOptimizer(this.of.tf, state.optimizer, this.model.optimizer);
    this.of.kernel.restoreRandom(state.random);
  }

  /** One after the other; the training goes on while the values are on their way. */
  async #keep(batches: number, series: Series): Promise<void> {
    await this.#keeping;
    const { model } = this;
    if (!model) return;
    this.#since = 0;
    const epoch = Math.max(...this.#epochs.keys()) + 1;
    const metrics = this.#epochs.get(epoch - 1)?.logs ?? {};
    const facts = { place: this.#place, epoch, metrics, marks: this.of.run.marks(), keep: this.of.settings.keep };
    const [epochs, random] = [new Map(this.#epochs), this.of.kernel.randomState()];
    const state = { epochs, batches, random, series, weights: model.getWeights(), optimizer: model.optimizer };
    const context = this.of.kernel.current();
    this.#keeping = this.of.store
      .keep(state, facts, () => this.of.run.arrived())
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        warn(context, `The checkpoint of epoch ${epoch} was not kept, and the training goes on: ${why}`);
      });
  }
}

/** The weights alone: for a model that is to be used as it was then. */
export function restoreWeights(tf: Tf, model: TensorFlow.LayersModel, { value }: FoundCheckpoint): void {
  const { weights, optimizer } = stateSchema(tf).parse(value);
  fillWeights(model, weights);
  tf.dispose(weights);
  optimizer.dispose();
}

function fillWeights(model: TensorFlow.LayersModel, weights: TensorFlow.Tensor[]): void {
  const shapes = (list: readonly TensorFlow.Tensor[]) => list.map(({ shape }) => `[${shape.join(", ")}]`).join(" ");
  const [kept, now] = [shapes(weights), shapes(model.getWeights())];
  if (kept !== now)
    throw new Error(`The model is another than its checkpoint's: the weights were ${kept} and are now ${now}.`);
  model.setWeights(weights);
}
