import type * as TensorFlow from "@tensorflow/tfjs";
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
}

export interface FitSettings {
  display: boolean;
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
  // Made here because TensorFlow.js belongs to the kernel: this file must not bring a second copy of it.
  class RunCallback extends tf.CustomCallback {
    override setModel(model: Parameters<TensorFlow.CustomCallback["setModel"]>[0]): void {
      report.stop = () => Reflect.set(model, "stopTraining", true);
    }
    override async onBatchEnd(batch: number, logs?: BatchLogs): Promise<void> {
      await report.batch(batch, logs ?? {});
      await super.onBatchEnd(batch, logs);
    }
  }
  const callback: TensorFlow.CustomCallback = new RunCallback({
    nextFrameFunc: breathe,
    onTrainBegin: () => report.begin(shapeOf(callback)),
    onTrainEnd: () => report.end(),
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
  stop: () => void = () => undefined;
  #context: CellContext | undefined;
  #curve: CurveDisplay | undefined;
  #bar: ProgressBar | undefined;
  #shape: TrainingShape = { epochs: 1, steps: undefined };
  #every = 0;
  #batches = 0;
  #epochs = 0;
  #began = 0;

  constructor(
    private readonly target: FitTarget,
    private readonly current: () => CellContext,
    private readonly settings: FitSettings,
  ) {}

  begin(shape: TrainingShape): void {
    const context = this.current();
    this.#context = context;
    this.#shape = shape;
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
  }

  async batch(_batch: number, logs: NonNullable<BatchLogs>): Promise<void> {
    this.#batches++;
    if (this.#every > 0 && this.#batches % this.#every === 0)
      this.#record(await batchMetrics(logs), this.target.offsets.batch + this.#batches);
    if (this.#shape.steps !== undefined) this.#showProgress(this.#batches);
    this.#haltIfAborted();
  }

  epoch(epoch: number, logs: Record<string, number>): void {
    this.#epochs++;
    this.#record(logs, this.target.offsets.epoch + epoch);
    if (this.#shape.steps === undefined) this.#showProgress(this.#epochs);
    this.#haltIfAborted();
  }

  end(): void {
    this.target.offsets.epoch += this.#epochs;
    this.target.offsets.batch += this.#batches;
    this.#curve?.end();
    const aborted = this.#context?.signal.aborted ?? false;
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

  #haltIfAborted(): void {
    if (this.#context?.signal.aborted) this.stop();
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
