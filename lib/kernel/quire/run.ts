import type * as TensorFlow from "@tensorflow/tfjs";
import { z } from "zod";
import { MODEL_MIME, type ModelDisplay } from "@/lib/kernel/display/model";
import type { Marks } from "@/lib/protocol/checkpoint";
import { QuireError } from "@/lib/protocol/errors";
import { modelNameSchema } from "@/lib/protocol/model";
import { runParamsSchema, type RunStatus } from "@/lib/protocol/run";
import { toWireMetric } from "@/lib/runs/metric-value";
import type { CellContext, KernelServices, Tf } from "../context";
import { check } from "./check";
import type { CheckpointStore } from "./checkpoint-store";
import { readTensors } from "./example-row";
import { type CheckpointSettings, FitCheckpoints, restoreWeights } from "./fit-checkpoints";
import { createFitCallback, type FitTarget } from "./fit-callbacks";
import { MetricLog } from "./metric-log";
import type * as api from "./quire";
import { deriveSignature, serializeModel } from "./save-model";

type EndStatus = Exclude<RunStatus, "running" | "lost">;

const metricsSchema = z.record(
  z.string().min(1).max(250),
  z.custom<number>((value) => typeof value === "number"),
);
const stepSchema = z.number().int().nonnegative().optional();
const bestSchema = z.union([
  z
    .string()
    .min(1)
    .transform((metric) => ({
      metric,
      mode: /acc|auc|precision|recall|f1|r2/i.test(metric) ? ("max" as const) : ("min" as const),
    })),
  z.strictObject({ metric: z.string().min(1), mode: z.enum(["min", "max"]) }),
]);
const checkpointSchema = z.strictObject({
  everyEpochs: z.number().int().positive().default(1),
  keep: z.number().int().min(1).max(100).default(2),
  best: bestSchema.optional(),
});
const fitOptionsSchema = z
  .strictObject({
    display: z.boolean().default(true),
    everyBatches: z.union([z.literal("auto"), z.number().int().nonnegative()]).default("auto"),
    checkpoint: z.union([z.boolean(), checkpointSchema]).optional(),
  })
  .default({ display: true, everyBatches: "auto" });
const saveOptionsSchema = z.strictObject({
  name: modelNameSchema,
  labels: z.array(z.string()).optional(),
  example: z.unknown().optional(),
  inputDescription: z.string().max(500).optional(),
});

type CheckpointOption = z.output<typeof fitOptionsSchema>["checkpoint"];

function settingsOf(option: CheckpointOption): CheckpointSettings | undefined {
  if (option === undefined || option === false) return undefined;
  const { everyEpochs, keep, best } = option === true ? checkpointSchema.parse({}) : option;
  return { everyEpochs, keep: { last: keep, best: best ?? null } };
}

const fitName = (training: number): string => `fit ${training}`;

/** One recorded experiment, from the kernel's side. */
export class RecordedRun implements api.Run {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly seed: number;
  readonly resumed: boolean;
  /** The execution that started it. */
  readonly #startedBy: string;
  readonly #log: MetricLog;
  readonly #target: FitTarget;
  /** Of each metric. */
  readonly #lastSteps = new Map<string, number>();
  /** Trainings that keep checkpoints, and what the last one was told. */
  #checkpointed: { count: number; settings: CheckpointSettings | undefined } = { count: 0, settings: undefined };
  #status: RunStatus = "running";
  #trainings = 0;

  constructor(
    started: { runId: string; name: string; number: number; seed: number; resumed: boolean },
    private readonly tf: Tf,
    private readonly kernel: KernelServices,
    private readonly store: CheckpointStore,
    /** Where it is the trial of a sweep: the trial's own context, and who hears of all that is logged. */
    private readonly of: {
      context: CellContext;
      heard(metrics: Record<string, number>, step: number): void;
    } | null = null,
  ) {
    this.id = started.runId;
    this.name = started.name;
    this.number = started.number;
    this.seed = started.seed;
    this.resumed = started.resumed;
    this.#startedBy = this.#context.executionId;
    this.#log = new MetricLog((points) => {
      const { host, executionId } = this.#context;
      const wire = points.map((point) => ({ ...point, value: toWireMetric(point.value) }));
      return host.call("runs.log", { runId: this.id, points: wire }, executionId);
    });
    this.#target = {
      id: this.id,
      name: this.name,
      number: this.number,
      offsets: { epoch: 0, batch: 0 },
      record: (metrics, step) => this.#record(metrics, step),
      trainingBegan: () => void this.#trainings++,
      trainingEnded: () => void this.#trainings--,
      checkpoints: (settings) => this.#checkpoints(settings),
      replaying: false,
    };
  }

  get #context(): CellContext {
    return this.of?.context ?? this.kernel.current();
  }

  get running(): boolean {
    return this.#status === "running";
  }

  get training(): boolean {
    return this.#trainings > 0;
  }

  /** Whether it ends when that execution fails: the one that started it, or trains it now. */
  dependsOn(executionId: string): boolean {
    return this.training || this.#startedBy === executionId;
  }

  log(metrics: api.Metrics, step?: number): void {
    this.#requireRunning("log");
    const wanted = "metrics as numbers by name, like { loss: 0.1 }";
    const checked = check(metricsSchema, metrics, "run.log", wanted);
    const at = check(stepSchema, step, "run.log", "a step that is a whole number, 0 or more") ?? this.#lastStep + 1;
    if (!this.#target.replaying) this.#record(checked, at);
  }

  async params(params: api.Params): Promise<void> {
    this.#requireRunning("params");
    const checked = check(
      runParamsSchema,
      params,
      "run.params",
      "text, finite numbers, true or false by name, like { lr: 0.01 }",
    );
    const { host, executionId } = this.#context;
    await host.call("runs.params", { runId: this.id, params: checked }, executionId);
  }

  fitCallbacks(options?: api.FitCallbackOptions): TensorFlow.CustomCallback[] {
    this.#requireRunning("fitCallbacks");
    const what = "options like { display: true, everyBatches: 10 }";
    const { checkpoint, ...settings } = check(fitOptionsSchema, options, "run.fitCallbacks", what);
    const checked = settingsOf(checkpoint);
    const callback = createFitCallback(this.tf, this.#target, () => this.#context, {
      ...settings,
      checkpoint: checked,
    });
    return [callback];
  }

  async restoreBest(model: TensorFlow.LayersModel): Promise<api.BestEpoch | undefined> {
    const { count, settings } = this.#checkpointed;
    if (!settings?.keep.best)
      throw new QuireError(
        "BAD_REQUEST",
        'run.restoreBest: nothing says what is best. Train with run.fitCallbacks({ checkpoint: { best: "val_loss" } }) before.',
      );
    const found = await this.store.find({ runId: this.id, name: fitName(count - 1) }, settings.keep.best);
    if (!found) return undefined;
    restoreWeights(this.tf, model, found);
    return { epoch: (found.about.epoch ?? 1) - 1, metrics: found.about.metrics };
  }

  /** The same, for one who asks besides: an error shows at the next flush all the same. */
  arrived(): Promise<void> {
    return this.#log.arrived();
  }

  /** How far each metric is. */
  marks(): Marks {
    return { [this.id]: Object.fromEntries(this.#lastSteps) };
  }

  rewind(marks: Marks): void {
    this.#lastSteps.clear();
    for (const [key, step] of Object.entries(marks[this.id] ?? {})) this.#lastSteps.set(key, step);
  }

  async saveModel(model: TensorFlow.LayersModel, options: api.SaveModelOptions): Promise<api.SavedModel> {
    if (!(model instanceof this.tf.LayersModel))
      check(z.never(), model, "run.saveModel", "a layers model (made by tf.sequential or tf.model) first");
    const what = 'options like { name: "digits" }, the name in lower-case letters, digits, dots, dashes, underscores';
    const { name, ...description } = check(saveOptionsSchema, options, "run.saveModel", what);
    const context = this.#context;
    const signature = deriveSignature(model, { ...description, example: await readTensors(description.example) });
    const artifacts = await serializeModel(this.tf, model);
    await this.#log.flush();
    const saved = await context.host.call(
      "models.save",
      { runId: this.id, name, signature, ...artifacts },
      context.executionId,
    );
    const run = { id: this.id, name: this.name, number: this.number };
    const shown: ModelDisplay = { ...saved, name, signature, run };
    const bundle = { [MODEL_MIME]: shown, "text/plain": `${name}@${saved.number}` };
    context.emit({ kind: "display", id: context.newDisplayId(), bundle });
    const { number: version, ...rest } = saved;
    return { name, version, ...rest };
  }

  /** Resolves when all that was logged has arrived. */
  logged(): Promise<void> {
    return this.#log.flush();
  }

  async finish(status: EndStatus = "finished"): Promise<void> {
    const checked = check(
      z.enum(["finished", "failed", "cancelled"]),
      status,
      "run.finish",
      '"finished", "failed" or "cancelled"',
    );
    if (this.#status === checked) return;
    this.#requireRunning("finish");
    this.#status = checked;
    await this.#log.flush();
    const { host, executionId } = this.#context;
    await host.call("runs.finish", { runId: this.id, status: checked }, executionId);
  }

  /** Resolves when all metrics logged so far have arrived. */
  flush(): Promise<void> {
    return this.#log.flush();
  }

  get #lastStep(): number {
    return Math.max(-1, ...this.#lastSteps.values());
  }

  #checkpoints(settings: CheckpointSettings): FitCheckpoints {
    this.#checkpointed = { count: this.#checkpointed.count + 1, settings };
    const name = fitName(this.#checkpointed.count - 1);
    return new FitCheckpoints({ kernel: this.kernel, tf: this.tf, store: this.store, run: this, name, settings });
  }

  #record(metrics: Record<string, number>, step: number): void {
    for (const key of Object.keys(metrics)) this.#lastSteps.set(key, Math.max(this.#lastSteps.get(key) ?? -1, step));
    this.#log.add(Object.entries(metrics).map(([key, value]) => ({ key, step, value })));
    this.of?.heard(metrics, step);
  }

  #requireRunning(method: string): void {
    if (this.running) return;
    throw new QuireError(
      "CONFLICT",
      `run.${method}: ${this.name} #${this.number} has ended (${this.#status}). Start a new run.`,
    );
  }
}
