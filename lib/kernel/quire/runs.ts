import { z } from "zod";
import { RUN_MIME, type RunDisplay } from "@/lib/kernel/display/run";
import { runParamsSchema } from "@/lib/protocol/run";
import type { CellContext, KernelServices } from "../context";
import { check } from "./check";
import type * as api from "./quire";
import { RecordedRun } from "./run";

export const seedSchema = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

const startOptionsSchema = z
  .strictObject({ params: runParamsSchema.default({}), seed: seedSchema.optional() })
  .default({ params: {} });

/** `runs` of one kernel, and the rule by which runs end with their cells (docs/adr/0071). */
export class Runs {
  #runs: RecordedRun[] = [];

  constructor(private readonly kernel: KernelServices) {
    kernel.onExecutionEnd((context, status) => this.#executionEnded(context, status));
  }

  async start(name: string, options?: Parameters<typeof api.runs.start>[1]): Promise<RecordedRun> {
    const checkedName = check(z.string().trim().min(1).max(200), name, "runs.start", "a name (text)");
    const what = "options like { params: { lr: 0.01 }, seed: 1 }, params being text, finite numbers, true or false";
    const { params, seed: given } = check(startOptionsSchema, options, "runs.start", what);
    const context = this.kernel.current();
    const seed = given ?? this.kernel.seed;
    const tf = await context.tf();
    const started = await context.host.call("runs.start", { name: checkedName, params, seed }, context.executionId);
    this.kernel.seedRandom(seed);
    const run = new RecordedRun({ ...started, seed }, tf, () => this.kernel.current());
    this.#runs.push(run);
    show(context, run);
    return run;
  }

  async #executionEnded({ executionId }: CellContext, status: "succeeded" | "failed" | "cancelled"): Promise<void> {
    const open = this.#runs.filter((run) => run.running);
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
