import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import type { ClaimedTrial, RecordedTrial, SweepOrder, SweepState } from "@/lib/protocol/sweep";
import { bestOf, isHopeless } from "@/lib/sweeps/sweep";
import type { CellContext, KernelServices } from "../../context";
import { check } from "../check";
import type * as api from "../quire";
import type { RecordedRun } from "../run";
import type { Runs } from "../runs";
import { readOrder } from "./options";
import { HostRecord, LocalRecord, type SweepRecord } from "./record";
import { SweepOutput } from "./sweep-display";
import { RunningTrial, TrialStopped } from "./trial";
import { UnrecordedHost } from "./unrecorded-host";

type TrialFunction = (trial: RunningTrial["handed"]) => unknown;

const functionSchema = z.custom<TrialFunction>((value) => typeof value === "function");

/** `sweep` of one kernel. */
export class Sweeps {
  /** How many sweeps an execution has begun: a second one in the same cell is another sweep. */
  #places = new WeakMap<CellContext, number>();

  constructor(
    private readonly kernel: KernelServices,
    private readonly runs: Runs,
  ) {}

  async run(space: unknown, trial: unknown, options: unknown): Promise<api.SweepResult<api.Params>> {
    const run = check(functionSchema, trial, "sweep", "a function that runs a trial as its second argument");
    const context = this.kernel.current();
    const place = this.#places.get(context) ?? 0;
    this.#places.set(context, place + 1);
    const asked = { ...readOrder(space, options, this.kernel.seed), cellId: context.cellId, place };
    const opened = await context.host.call("sweeps.open", asked, context.executionId);
    const order = { ...asked, plan: { ...asked.plan, seed: opened?.seed ?? asked.plan.seed } };
    if (opened?.role === "helper") return this.#help(order, context, run, opened.sweepId);
    const record = opened ? new HostRecord(opened.sweepId, context.host, context.executionId) : new LocalRecord(order);
    const output = new SweepOutput(context, order, record.sweepId);
    const state = await this.#lead({ order, context, run, record }, output);
    // What the cell draws after it must not hang on which trials ran here.
    this.kernel.seedRandom(order.plan.seed);
    return resultOf(order, record.sweepId, state);
  }

  async #lead(work: Work, output: SweepOutput): Promise<SweepState> {
    const { context, record } = work;
    let last: SweepState = { status: "running", version: 0, trials: [] };
    try {
      for (;;) {
        const { next, over, state } = await record.claim();
        output.show((last = state));
        context.signal.throwIfAborted();
        if (state.status === "cancelled") throw cancelled();
        if (next) await this.#trial(work, next, state);
        else if (over) break;
        else output.show((last = await untilAborted(record.follow(last.version), context.signal)));
      }
      const status = isHopeless(last.trials) ? "failed" : "finished";
      await record.close(status);
      output.end((last = { ...last, status }));
      return last;
    } catch (error) {
      const status = context.signal.aborted || last.status === "cancelled" ? "cancelled" : "failed";
      // The cell's own error is what counts; a host that does not answer learns of its end by itself.
      await record.close(status).catch(() => undefined);
      output.end({ ...last, status });
      throw error;
    }
  }

  /** Runs trials until none is left, and never comes back: what follows in the cell is for the kernel that leads. */
  async #help(order: SweepOrder, context: CellContext, run: TrialFunction, sweepId: string): Promise<never> {
    const record = new HostRecord(sweepId, context.host, context.executionId);
    for (;;) {
      const { next, state } = await record.claim();
      context.signal.throwIfAborted();
      if (!next) break;
      await this.#trial({ order, context, run, record }, next, state);
    }
    await record.leave();
    return untilAborted(new Promise<never>(() => undefined), context.signal);
  }

  async #trial({ order, context, run: call, record }: Work, claim: ClaimedTrial, state: SweepState): Promise<void> {
    const trial = state.trials.find(({ number }) => number === claim.number);
    if (!trial) throw new Error(`trial ${claim.number} is not in the sweep's record`);
    const stop = new AbortController();
    const own = ownContext(context, stop.signal, record);
    const { params, seed, number } = trial;
    const link = record.sweepId === null ? {} : { trial: { ...claim, sweepId: record.sweepId } };
    const recorded = await this.runs.startTrial(
      own,
      { cellId: context.cellId, name: order.name, params, seed, ...link },
      (metrics, step) => running.heard(metrics, step),
    );
    const running = new RunningTrial(order.plan, { number, params, seed }, claim, record, stop, own.signal, recorded);
    try {
      const returned = await call(running.handed);
      const { value, step } = await running.settle(returned);
      if (stop.signal.aborted) return await finish(recorded, "cancelled");
      own.signal.throwIfAborted();
      const missing = value === null ? missingWords(order.plan.metric, returned) : null;
      await record.end({ ...claim, end: missing === null ? "finished" : "failed", value, step, reason: missing });
      await finish(recorded, missing === null ? "finished" : "failed");
    } catch (error) {
      await this.#caught(error, { context, stop, record, claim, recorded });
    }
  }

  /** A trial that was stopped, failed, or ends with its cell. Only the last ends the sweep. */
  async #caught(error: unknown, { context, stop, record, claim, recorded }: Failed): Promise<void> {
    const nothing = { value: null, step: 0 };
    if (context.signal.aborted) {
      await record.end({ ...claim, ...nothing, end: "given up", reason: null });
      throw error;
    }
    if (stop.signal.reason instanceof TrialStopped) return finish(recorded, "cancelled");
    const reason = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 2000);
    await record.end({ ...claim, ...nothing, end: "failed", reason });
    await finish(recorded, "failed");
  }
}

interface Work {
  order: SweepOrder;
  context: CellContext;
  run: TrialFunction;
  record: SweepRecord;
}

interface Failed {
  context: CellContext;
  stop: AbortController;
  record: SweepRecord;
  claim: ClaimedTrial;
  recorded: RecordedRun;
}

async function finish(run: RecordedRun, status: "finished" | "failed" | "cancelled"): Promise<void> {
  if (run.running) await run.finish(status);
}

const cancelled = () =>
  new QuireError("CONFLICT", "The sweep was cancelled. Run the cell again to go on with the trials that it has.");

const missingWords = (metric: string, returned: unknown): string =>
  typeof returned === "number"
    ? `It ended with ${returned}, which is no finite number.`
    : `It gave no "${metric}": return it, report it, or log it to the trial's run.`;

/** The cell's context as a trial sees it: it ends with the trial, and its curves take the place of the last trial's. */
const places = new WeakMap<CellContext, string[]>();
function ownContext(context: CellContext, stop: AbortSignal, record: SweepRecord): CellContext {
  const ids = places.get(context) ?? [];
  places.set(context, ids);
  let used = 0;
  return {
    ...context,
    host: record.sweepId === null ? new UnrecordedHost(context.host) : context.host,
    signal: AbortSignal.any([context.signal, stop]),
    newDisplayId: () => (ids[used++] ??= context.newDisplayId()),
  };
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

const resultTrial = ({ number, params, seed, status, value, step, reason, runId }: RecordedTrial) => ({
  trial: number,
  params,
  seed,
  status: status === "finished" || status === "stopped" ? status : ("failed" as const),
  value,
  steps: step,
  reason,
  runId,
});

function resultOf({ plan }: SweepOrder, id: string | null, { trials }: SweepState): api.SweepResult<api.Params> {
  const best = bestOf(plan, trials);
  if (!best) {
    const failed = trials.find(({ status }) => status === "failed");
    throw new QuireError(
      "UNPROCESSABLE",
      failed
        ? `No trial of the sweep came to its end. Trial ${failed.number} failed: ${failed.reason}`
        : "No trial of the sweep came to its end: all were stopped. Let more of them go on by a smaller factor or more steps before the first comparison.",
    );
  }
  return { id, best: resultTrial(best), trials: trials.map(resultTrial) };
}
