import { z } from "zod";
import type { ClaimedTrial } from "@/lib/protocol/sweep";
import { reachesRung, type SweepPlan, type Trial } from "@/lib/sweeps/sweep";
import type { TrialParams } from "@/lib/sweeps/space";
import { check } from "../check";
import type { RecordedRun } from "../run";
import type { SweepRecord } from "./record";

/** Why a trial is aborted whose result is not worth waiting for: the sweep goes on. */
export class TrialStopped extends Error {
  override name = "TrialStopped";
}

const stepSchema = z.number().int().nonnegative().max(2_147_483_646).optional();

/** One trial while it runs: what its function may use, and what it has reported. */
export class RunningTrial {
  /** As the metric was reported last, and how often. */
  #value: number | null = null;
  #step = 0;
  #judging: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly plan: SweepPlan,
    private readonly trial: Pick<Trial, "number" | "params" | "seed">,
    private readonly claim: ClaimedTrial,
    private readonly record: SweepRecord,
    private readonly stop: AbortController,
    /** Of the trial and of its cell. */
    private readonly signal: AbortSignal,
    readonly run: RecordedRun,
  ) {}

  /** What the function of the sweep gets. */
  get handed() {
    const { params, seed, number } = this.trial;
    return {
      params: params as Readonly<TrialParams>,
      seed,
      trial: number,
      signal: this.signal,
      run: this.run,
      report: (value: number, step?: number) => this.report(value, step),
    };
  }

  /** Its metrics as the run logs them: of the sweep's own, the record hears. */
  heard(metrics: Readonly<Record<string, number>>, step: number): void {
    const value = metrics[this.plan.metric];
    if (value !== undefined) void this.#judge(value, step + 1);
  }

  /** Logs the metric. Rejects where the trial is to stop, so that a loop that awaits it ends there. */
  report(value: number, step?: number): Promise<void> {
    const checked = check(
      z.custom<number>((is) => typeof is === "number"),
      value,
      "report",
      "the metric as a number",
    );
    const at = check(stepSchema, step, "report", "a step that is a whole number, 0 or more");
    if (this.run.running) this.run.log({ [this.plan.metric]: checked }, at);
    const judged = this.#judging.then(() => this.signal.throwIfAborted());
    // Who does not await it must not be blamed for an error that nobody caught.
    judged.catch(() => undefined);
    return judged;
  }

  /** The metric in the end, when all that was reported has been judged. */
  async settle(returned: unknown): Promise<{ value: number | null; step: number }> {
    await this.#judging;
    if (typeof returned === "number" && this.#step === 0 && this.run.running)
      this.run.log({ [this.plan.metric]: returned });
    await this.#judging;
    if (typeof returned === "number") this.#value = Number.isFinite(returned) ? returned : null;
    return { value: this.#value, step: this.#step };
  }

  #judge(value: number, step: number): Promise<unknown> {
    const from = this.#step;
    this.#value = Number.isFinite(value) ? value : null;
    this.#step = Math.max(from, step);
    if (this.stop.signal.aborted || !reachesRung(this.plan, from, step)) return this.#judging;
    const report = { ...this.claim, step, value: this.#value };
    this.#judging = this.#judging.then(async () => {
      const { stop } = await this.record.report(report);
      if (stop !== null) this.stop.abort(new TrialStopped(stop));
    });
    // An error of reporting shows when the trial is settled.
    this.#judging.catch(() => undefined);
    return this.#judging;
  }
}
