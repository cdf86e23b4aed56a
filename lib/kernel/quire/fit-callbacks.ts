import type * as TensorFlow from "@tensorflow/tfjs";
import type { CheckpointSettings, FitCheckpoints } from "./fit-checkpoints";
import { CurveDisplay } from "./curve-display";
import { ProgressBar, timeLeft } from "./progress";
import type { CellContext, Tf } from "../context";

/** What the callbacks need of the run that they report to. */
export interface FitTarget {
  readonly name: string;
  readonly number: number;
  readonly id: string;
  /** The epochs and batches of earlier trainings in the same run: a second `fit` goes on where the first ended. */
  offsets: { epoch: number; batch: number };
  record(metrics: Record<string, number>, step: number): void;
  trainingBegan(): void;
  trainingEnded(): void;
  /** Those of the next training. */
  checkpoints(settings: CheckpointSettings): FitCheckpoints;
  /** What is logged while epochs that are done are gone through once more is not recorded again. */
  replaying: boolean;
}

export interface FitSettings {
  display: boolean;
  checkpoint?: CheckpointSettings | undefined;
  everyBatches: number | "auto";
}

/** Lets messages in (an interrupt, say). Unlike tf.nextFrame it goes on in a tab that is not looked at. */
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

export function createFitCallback(
  tf: Tf,
  target: FitTarget,
  current: () => CellContext,
  settings: FitSettings,
): TensorFlow.CustomCallback {
  const report = new FitReport(target, current, settings);
  const checkpoints = settings.checkpoint && target.checkpoints(settings.checkpoint);
  report.checkpoints = checkpoints;
  // Made here because TensorFlow.js belongs to the kernel: this file must not bring a second copy of it.
  class RunCallback extends tf.CustomCallback {
    override setModel(model: Parameters<TensorFlow.CustomCallback["setModel"]>[0]): void {
      report.stopTraining = (stop) => Reflect.set(model, "stopTraining", stop);
      if (checkpoints && model instanceof tf.LayersModel) checkpoints.model = model;
    }
    override async onBatchEnd(batch: number, logs?: BatchLogs): Promise<void> {
      await report.batch(batch, logs ?? {});
      await super.onBatchEnd(batch, logs);
    }
  }
  const callback: TensorFlow.CustomCallback = new RunCallback({
    nextFrameFunc: breathe,
    onTrainBegin: () => report.begin(shapeOf(callback), readsOn(callback)),
    onTrainEnd: () => report.end(),
    onEpochBegin: (epoch) => report.epochBegins(epoch),
    onEpochEnd: (epoch, logs) => report.epoch(epoch, logs ?? {}),
  });
  return callback;
}

type BatchLogs = Parameters<TensorFlow.CustomCallback["onBatchEnd"]>[1];

interface TrainingShape {
  epochs: number;
  /** Batches an epoch; undefined where a dataset does not say. */
  steps: number | undefined;
}

/** A data set that is read on from epoch to epoch, so many batches each. */
const readsOn = ({ params }: TensorFlow.CustomCallback): boolean =>
  typeof params.samples !== "number" && typeof params.steps === "number";

function shapeOf(callback: TensorFlow.CustomCallback): TrainingShape {
  const number = (key: string) => {
    const value = callback.params[key];
    return typeof value === "number" && value > 0 ? value : undefined;
  };
  const [samples, batchSize] = [number("samples"), number("batchSize")];
  const counted = samples !== undefined && batchSize !== undefined ? Math.ceil(samples / batchSize) : undefined;
  return { epochs: number("epochs") ?? 1, steps: number("steps") ?? counted };
}

/** One training, as it goes on: metrics to the run, the curve and the bar to the page. */
class FitReport {
  stopTraining: (stop: boolean) => void = () => undefined;
  checkpoints: FitCheckpoints | undefined;
  #context: CellContext | undefined;
  #curve: CurveDisplay | undefined;
  #bar: ProgressBar | undefined;
  #shape: TrainingShape = { epochs: 1, steps: undefined };
  /** The data is read on from epoch to epoch, by a count of batches. */
  #readsOn = false;
  #every = 0;
  #batches = 0;
  #epochs = 0;
  #began = 0;

  constructor(
    private readonly target: FitTarget,
    private readonly current: () => CellContext,
    private readonly settings: FitSettings,
  ) {}

  async begin(shape: TrainingShape, readsOn: boolean): Promise<void> {
    const context = this.current();
    this.#context = context;
    this.#shape = shape;
    this.#readsOn = readsOn;
    this.#every = batchInterval(this.settings.everyBatches, shape);
    this.#batches = 0;
    this.#epochs = 0;
    this.#began = performance.now();
    if (this.settings.display) {
      const { id, name, number } = this.target;
      this.#curve = new CurveDisplay(context, { id, name, number }, shape.epochs + this.target.offsets.epoch);
      this.#bar = new ProgressBar(context, `${name} #${number}`, shape.epochs * (shape.steps ?? 1));
    }
    this.target.trainingBegan();
    this.#haltIfAborted();
    await this.#resume();
  }

  /** The epochs that are done come first, without being recorded again. */
  async #resume(): Promise<void> {
    const resumed = await this.checkpoints?.begin();
    if (!resumed) return;
    this.target.replaying = true;
    this.#batches = resumed.batches;
    if (this.#curve) this.#curve.series = resumed.series;
    const { name, number } = this.target;
    const text = `${name} #${number} goes on from its checkpoint, after epoch ${resumed.epochs} of ${this.#shape.epochs}.`;
    this.#context?.emit({ kind: "console", level: "info", bundles: [{ "text/plain": text }] });
  }

  async epochBegins(epoch: number): Promise<void> {
    this.target.replaying = this.checkpoints?.replays(epoch) ?? false;
    await this.checkpoints?.epochBegins(epoch, this.#batches, this.#curve?.series ?? {});
  }

  async batch(_batch: number, logs: NonNullable<BatchLogs>): Promise<void> {
    if (this.target.replaying) {
      // One batch is enough, unless the rows of the next epoch lie after those of this.
      if (!this.#readsOn) this.stopTraining(true);
      return;
    }
    this.#batches++;
    if (this.#every > 0 && this.#batches % this.#every === 0)
      this.#record(await batchMetrics(logs), this.target.offsets.batch + this.#batches);
    if (this.#shape.steps !== undefined) this.#showProgress(this.#batches);
    this.#haltIfAborted();
  }

  epoch(epoch: number, logs: Record<string, number>): void {
    this.#epochs++;
    // An epoch that was broken off is not done.
    const replayed = this.#isAborted ? undefined : this.checkpoints?.epochEnded(epoch, logs);
    if (replayed) {
      Object.assign(logs, replayed);
      this.stopTraining(false);
    } else this.#record(logs, this.target.offsets.epoch + epoch);
    if (this.#shape.steps === undefined) this.#showProgress(this.#epochs);
    this.#haltIfAborted();
  }

  async end(): Promise<void> {
    const aborted = this.#isAborted;
    if (!aborted) await this.checkpoints?.end(this.#batches, this.#curve?.series ?? {});
    this.target.replaying = false;
    this.target.offsets.epoch += this.#epochs;
    this.target.offsets.batch += this.#batches;
    this.#curve?.end();
    const early = this.#epochs < this.#shape.epochs;
    const words = `epoch ${this.#epochs}/${this.#shape.epochs}`;
    if (aborted || early) this.#bar?.halt(`${words} · stopped`);
    else this.#bar?.done(words);
    // The fit of a stopped cell must not return as if it had ended: what follows it would save a model half trained.
    if (aborted) this.#context?.signal.throwIfAborted();
    this.target.trainingEnded();
  }

  #record(metrics: Record<string, number>, step: number): void {
    this.target.record(metrics, step);
    for (const [key, value] of Object.entries(metrics)) this.#curve?.add(key, step, value);
    this.#curve?.refresh();
  }

  #showProgress(value: number): void {
    const total = this.#shape.epochs * (this.#shape.steps ?? 1);
    const epoch = Math.min(this.#epochs + 1, this.#shape.epochs);
    const left = timeLeft(performance.now() - this.#began, value, total);
    this.#bar?.set(value, [`epoch ${epoch}/${this.#shape.epochs}`, left].filter(Boolean).join(" · "));
  }

  get #isAborted(): boolean {
    return this.#context?.signal.aborted ?? false;
  }

  #haltIfAborted(): void {
    if (this.#isAborted) this.stopTraining(true);
  }
}

function batchInterval(every: number | "auto", { epochs, steps }: TrainingShape): number {
  if (every !== "auto") return every;
  return epochs < 10 && steps !== undefined && steps > 1 ? Math.ceil(steps / 25) : 0;
}

async function batchMetrics(logs: NonNullable<BatchLogs>): Promise<Record<string, number>> {
  const metrics: Record<string, number> = {};
  for (const [key, value] of Object.entries(logs)) {
    if (key === "batch" || key === "size") continue;
    const number = typeof value === "number" ? value : (await value.data())[0];
    if (number !== undefined) metrics[`batch_${key}`] = number;
  }
  return metrics;
}
