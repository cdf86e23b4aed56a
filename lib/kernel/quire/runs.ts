import { z } from "zod";
import { RUN_MIME, type RunDisplay } from "@/lib/kernel/display/run";
import type { HostInput } from "@/lib/protocol/host";
import { runParamsSchema } from "@/lib/protocol/run";
import type { Marks } from "@/lib/protocol/checkpoint";
import type { CellContext, KernelServices } from "../context";
import { check } from "./check";
import type { CheckpointStore } from "./checkpoint-store";
import type { OpenRuns } from "./checkpoints";
import type * as api from "./quire";
import { RecordedRun } from "./run";

export const seedSchema = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

const startOptionsSchema = z
  .strictObject({ params: runParamsSchema.default({}), seed: seedSchema.optional() })
  .default({ params: {} });

/** `runs` of one kernel, and the rule by which runs end with their cells (docs/adr/0071). */
export class Runs implements OpenRuns {
  #runs: RecordedRun[] = [];
  #rewound: Marks = {};

  constructor(
    private readonly kernel: KernelServices,
    private readonly store: CheckpointStore,
  ) {
    kernel.onExecutionEnd((context, status) => this.#executionEnded(context, status));
  }

  async start(name: string, options?: Parameters<typeof api.runs.start>[1]): Promise<RecordedRun> {
    const checkedName = check(z.string().trim().min(1).max(200), name, "runs.start", "a name (text)");
    const what = "options like { params: { lr: 0.01 }, seed: 1 }, params being text, finite numbers, true or false";
    const { params, seed: given } = check(startOptionsSchema, options, "runs.start", what);
    const context = this.kernel.current();
    const seed = given ?? this.kernel.seed;
    const tf = await context.tf();
    const asked = { cellId: context.cellId, name: checkedName, params, seed };
    const started = await context.host.call("runs.start", asked, context.executionId);
    this.kernel.seedRandom(started.seed);
    const run = new RecordedRun(started, tf, this.kernel, this.store);
    run.rewind(this.#rewound);
    this.#runs.push(run);
    show(context, run);
    return run;
  }

  marks(): Marks {
    return Object.assign({}, ...this.#open.map((run) => run.marks())) as Marks;
  }

  async arrived(): Promise<void> {
    await settle(this.#open.map((run) => run.arrived()));
  }

  rewind(marks: Marks): void {
    this.#rewound = marks;
    for (const run of this.#open) run.rewind(marks);
  }

  get #open(): RecordedRun[] {
    return this.#runs.filter((run) => run.running);
  }

  /** The run of a sweep's trial. It shows nothing by itself: the sweep's output names it. */
  async startTrial(
    context: CellContext,
    order: HostInput<"runs.start">,
    heard: (metrics: Record<string, number>, step: number) => void,
  ): Promise<RecordedRun> {
    const tf = await context.tf();
    const started = await context.host.call("runs.start", order, context.executionId);
    this.kernel.seedRandom(started.seed);
    const run = new RecordedRun(started, tf, this.kernel, this.store, { context, heard });
    this.#runs.push(run);
    return run;
  }

  async #executionEnded({ executionId }: CellContext, status: "succeeded" | "failed" | "cancelled"): Promise<void> {
    const open = this.#open;
    const ended =
      status === "succeeded"
        ? superseded(open).map((run) => run.finish())
        : open.filter((run) => run.dependsOn(executionId)).map((run) => run.finish(status));
    await settle([...ended, ...open.filter((run) => run.running).map((run) => run.flush())]);
    this.#runs = this.#runs.filter((run) => run.running);
  }
}

/** Of the runs of one name, all but the newest, unless they train: a loop over params, or the cell run once more. */
function superseded(open: readonly RecordedRun[]): RecordedRun[] {
  return open.filter((run, index) => !run.training && open.slice(index + 1).some((later) => later.name === run.name));
}

/** Waits for all, then throws the first failure: one run that cannot be reached must not keep others from ending. */
async function settle(promises: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(promises)).find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

function show(context: CellContext, run: RecordedRun): void {
  const shown: RunDisplay = { runId: run.id, name: run.name, number: run.number, seed: run.seed };
  const bundle = { [RUN_MIME]: shown, "text/plain": `run ${run.name} #${run.number}` };
  context.emit({ kind: "display", id: context.newDisplayId(), bundle });
}
