import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import type { ClaimedTrial, RecordedTrial, SweepOrder, SweepState } from "@/lib/protocol/sweep";
import { bestOf, isHopeless, isOver } from "@/lib/sweeps/sweep";
import type { CellContext, KernelServices } from "../../context";
import { check } from "../check";
import type * as api from "../quire";
import type { RecordedRun } from "../run";
import type { Runs } from "../runs";
import { Follower } from "./follow";
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
    const output = new SweepOutput(context, order, record.sweepId, opened?.waitsFor ?? null);
    const state = await this.#lead(workOf({ order, context, run, record }), output);
    // What the cell draws after it must not hang on which trials ran here.
    this.kernel.seedRandom(order.plan.seed);
    return resultOf(order, record.sweepId, state);
  }

  async #lead(work: Work, output: SweepOutput): Promise<SweepState> {
    const { context, record, cancel } = work;
    let last: SweepState = { status: "running", version: 0, trials: [], endedBy: null };
    const hear = (state: SweepState) => {
      if (state.version < last.version) return;
      output.show((last = state));
      if (state.status === "cancelled") cancel.abort(new TrialStopped("The sweep was cancelled."));
    };
    const follower = new Follower(record, hear);
    try {
      for (;;) {
        const { next, over, state } = await untilAborted(record.claim(), context.signal);
        hear(state);
        follower.know(state.version);
        if (state.status === "cancelled") throw cancelled();
        if (next) await this.#trial(work, next, state);
        else if (over) break;
        else await untilAborted(follower.next(state.version), context.signal);
      }
      const status = isHopeless(last.trials) ? "failed" : "finished";
      await record.close(status);
      output.end((last = { ...last, status }));
      return last;
    } catch (error) {
      const status = context.signal.aborted || last.status === "cancelled" ? "cancelled" : "failed";
      // The cell's own error is what counts; a host that does not answer learns of its end by itself.
      await record.close(status).catch(() => undefined);
      output.end({ ...last, status, trials: last.trials.map(leftAlone) });
      throw error;
    } finally {
      follower.end();
    }
  }

  /** Runs trials until none is left, and never comes back: what follows in the cell is for the kernel that leads. */
  async #help(order: SweepOrder, context: CellContext, run: TrialFunction, sweepId: string): Promise<never> {
    const record = new HostRecord(sweepId, context.host, context.executionId);
    const work = workOf({ order, context, run, record });
    for (;;) {
      const { next, state } = await untilAborted(record.claim(), context.signal);
      if (!next) break;
      await this.#trial(work, next, state);
    }
    await record.leave();
    return untilAborted(new Promise<never>(() => undefined), context.signal);
  }

  async #trial(work: Work, claim: ClaimedTrial, state: SweepState): Promise<void> {
    const { order, context, run: call, record, cancel } = work;
    const trial = state.trials.find(({ number }) => number === claim.number);
    if (!trial) throw new Error(`trial ${claim.number} is not in the sweep's record`);
    const stop = new AbortController();
    const stopped = AbortSignal.any([stop.signal, cancel.signal]);
    const own = ownContext(context, stopped, record);
    const { params, seed, number } = trial;
    const link = record.sweepId === null ? {} : { trial: { ...claim, sweepId: record.sweepId } };
    const started = { cellId: context.cellId, name: order.name, params, seed, ...link };
    let recorded: RecordedRun | null = null;
    try {
      const run = await this.runs.startTrial(own, started, (metrics, step) => running.heard(metrics, step));
      recorded = run;
      const running = new RunningTrial(order.plan, { number, params, seed }, claim, record, stop, own.signal, run);
      const returned = await call(running.handed);
      const { value, step } = await running.settle(returned);
      if (stopped.aborted) return await finish(run, "cancelled");
      own.signal.throwIfAborted();
      await run.logged();
      const missing = value === null ? missingWords(order.plan.metric, returned) : null;
      await record.end({ ...claim, end: missing === null ? "finished" : "failed", value, step, reason: missing });
      await finish(run, missing === null ? "finished" : "failed");
    } catch (error) {
      await this.#caught(error, { work, stopped, claim, recorded });
    }
  }

  /** A trial that was stopped, failed, or ends with its cell. Only the last ends the sweep. */
  async #caught(error: unknown, { work, stopped, claim, recorded }: Ended): Promise<void> {
    const { context, record, begunAnew } = work;
    const end = (how: "failed" | "given up", reason: string | null) =>
      record.end({ ...claim, end: how, value: null, step: 0, reason });
    if (context.signal.aborted) {
      await end("given up", null);
      throw error;
    }
    if (stopped.aborted) return finish(recorded, "cancelled");
    const times = begunAnew.get(claim.number) ?? 0;
    if (isAway(error) && times < MOST_ANEW) {
      begunAnew.set(claim.number, times + 1);
      return void (await end("given up", null));
    }
    await end("failed", (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 2000));
    await finish(recorded, "failed");
  }
}

/** So often a trial is begun anew in one kernel because the server was away. */
const MOST_ANEW = 3;
/** The trial is not to blame for it. */
const isAway = (error: unknown): boolean => error instanceof QuireError && error.code === "UNAVAILABLE";

interface Work {
  order: SweepOrder;
  context: CellContext;
  run: TrialFunction;
  record: SweepRecord;
  /** Ends the trial that runs: the sweep was cancelled elsewhere. */
  cancel: AbortController;
  /** How often each trial was, by its number. */
  begunAnew: Map<number, number>;
}

const workOf = (work: Omit<Work, "cancel" | "begunAnew">): Work => ({
  ...work,
  cancel: new AbortController(),
  begunAnew: new Map(),
});

interface Ended {
  work: Work;
  /** The trial alone, or with its sweep; not with its cell. */
  stopped: AbortSignal;
  claim: ClaimedTrial;
  recorded: RecordedRun | null;
}

async function finish(run: RecordedRun | null, status: "finished" | "failed" | "cancelled"): Promise<void> {
  if (run?.running) await run.finish(status);
}

const cancelled = () =>
  new QuireError("CONFLICT", "The sweep was cancelled. Run the cell again to go on with the trials that it has.");

const missingWords = (metric: string, returned: unknown): string =>
  typeof returned === "number"
    ? `It ended with ${returned}, which is no finite number.`
    : `It gave no "${metric}": return it, report it, or log it to the trial's run.`;

/** A trial that ran when the sweep was ended is there for another time. */
const leftAlone = (trial: RecordedTrial): RecordedTrial =>
  trial.status === "running" ? { ...trial, status: "waiting" } : trial;

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

function resultOf({ plan }: SweepOrder, id: string | null, state: SweepState): api.SweepResult<api.Params> {
  const { trials, endedBy } = state;
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
  // One that waits to be begun anew is for another time.
  return { id, best: resultTrial(best), trials: trials.filter(isOver).map(resultTrial), endedBy };
}
