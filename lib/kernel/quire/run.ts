import type * as TensorFlow from "@tensorflow/tfjs";
import { z } from "zod";
import { MODEL_MIME, type ModelDisplay } from "@/lib/kernel/display/model";
import { QuireError } from "@/lib/protocol/errors";
import { modelNameSchema } from "@/lib/protocol/model";
import { runParamsSchema, type RunStatus } from "@/lib/protocol/run";
import { toWireMetric } from "@/lib/runs/metric-value";
import type { CellContext, Tf } from "../context";
import { check } from "./check";
import { readTensors } from "./example-row";
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
const fitOptionsSchema = z
  .strictObject({
    display: z.boolean().default(true),
    everyBatches: z.union([z.literal("auto"), z.number().int().nonnegative()]).default("auto"),
  })
  .default({ display: true, everyBatches: "auto" });
const saveOptionsSchema = z.strictObject({
  name: modelNameSchema,
  labels: z.array(z.string()).optional(),
  example: z.unknown().optional(),
  inputDescription: z.string().max(500).optional(),
});

/** One recorded experiment, from the kernel's side. */
export class RecordedRun implements api.Run {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly seed: number;
  /** The execution that started it. */
  readonly #startedBy: string;
  readonly #log: MetricLog;
  readonly #target: FitTarget;
  #lastStep = -1;
  #status: RunStatus = "running";
  #trainings = 0;

  constructor(
    started: { runId: string; name: string; number: number; seed: number },
    private readonly tf: Tf,
    private readonly current: () => CellContext,
  ) {
    this.id = started.runId;
    this.name = started.name;
    this.number = started.number;
    this.seed = started.seed;
    this.#startedBy = current().executionId;
    this.#log = new MetricLog((points) => {
      const { host, executionId } = this.current();
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
    };
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
    this.#record(checked, at);
  }

  async params(params: api.Params): Promise<void> {
    this.#requireRunning("params");
    const checked = check(
      runParamsSchema,
      params,
      "run.params",
      "text, finite numbers, true or false by name, like { lr: 0.01 }",
    );
    const { host, executionId } = this.current();
    await host.call("runs.params", { runId: this.id, params: checked }, executionId);
  }

  fitCallbacks(options?: api.FitCallbackOptions): TensorFlow.CustomCallback[] {
    this.#requireRunning("fitCallbacks");
    const what = "options like { display: true, everyBatches: 10 }";
    const settings = check(fitOptionsSchema, options, "run.fitCallbacks", what);
    return [createFitCallback(this.tf, this.#target, this.current, settings)];
  }

  async saveModel(model: TensorFlow.LayersModel, options: api.SaveModelOptions): Promise<api.SavedModel> {
    if (!(model instanceof this.tf.LayersModel))
      check(z.never(), model, "run.saveModel", "a layers model (made by tf.sequential or tf.model) first");
    const what = 'options like { name: "digits" }, the name in lower-case letters, digits, dots, dashes, underscores';
    const { name, ...description } = check(saveOptionsSchema, options, "run.saveModel", what);
    const context = this.current();
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
    const { host, executionId } = this.current();
    await host.call("runs.finish", { runId: this.id, status: checked }, executionId);
  }

  /** Resolves when all metrics logged so far have arrived. */
  flush(): Promise<void> {
    return this.#log.flush();
  }

  #record(metrics: Record<string, number>, step: number): void {
    this.#lastStep = Math.max(this.#lastStep, step);
    this.#log.add(Object.entries(metrics).map(([key, value]) => ({ key, step, value })));
  }

  #requireRunning(method: string): void {
    if (this.running) return;
    throw new QuireError(
      "CONFLICT",
      `run.${method}: ${this.name} #${this.number} has ended (${this.#status}). Start a new run.`,
    );
  }
}
