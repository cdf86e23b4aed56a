import { z } from "zod";
import { cellSeed, createRandom } from "@/lib/kernel/quire/random";
import { goesOn, halvingSchema, rungsUpTo } from "./halving";
import { gridAt, gridSize, sampleParams } from "./sample";
import { sameParams, spaceSchema, type TrialParams, trialParamsSchema } from "./space";
import { type Observation, suggest } from "./tpe";

export const MAX_TRIALS = 1000;
/** Of a time budget: a week, as long as a job may run. */
export const MAX_MINUTES = 7 * 24 * 60;

/** What decides which trials a sweep makes. */
export const sweepPlanSchema = z.object({
  space: spaceSchema,
  method: z.enum(["tpe", "random", "grid"]),
  metric: z.string().min(1).max(250),
  goal: z.enum(["minimize", "maximize"]),
  /** Null: no trial is stopped before its end. */
  halving: halvingSchema.nullable(),
  seed: z.number().int().nonnegative(),
});
export type SweepPlan = z.infer<typeof sweepPlanSchema>;

/** `waiting`: proposed, and to be run again, because the kernel that had it is gone. `stopped`: given up as a bad one. */
export const trialStatusSchema = z.enum(["waiting", "running", "finished", "stopped", "failed"]);
export type TrialStatus = z.infer<typeof trialStatusSchema>;

/** JSON has no NaN: a value that is no finite number is null. */
export const trialSchema = z.object({
  /** From 1. */
  number: z.number().int().positive(),
  params: trialParamsSchema,
  seed: z.number().int().nonnegative(),
  status: trialStatusSchema,
  /** The metric as it was reported last. */
  value: z.number().nullable(),
  /** How often it was reported, or the step that was named with it, from 1. */
  step: z.number().int().nonnegative(),
  /** The metric at each rung that it has reached; null where it was no finite number. */
  rungs: z.record(z.string(), z.number().nullable()),
  /** Why it was stopped, or failed. */
  reason: z.string().nullable(),
});
export type Trial = z.infer<typeof trialSchema>;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Less is better, whatever the goal. */
const lossOf = ({ goal }: Pick<SweepPlan, "goal">, value: number | null): number =>
  value === null ? Infinity : goal === "minimize" ? value : -value;

/** How many trials there can be: a grid has an end. */
export const mostTrials = ({ method, space }: SweepPlan, wanted: number): number =>
  method === "grid" ? Math.min(wanted, gridSize(space)) : wanted;

/** What of the trials until now the next one learns. One that was stopped is worse than any that came to its end. */
function observe(plan: SweepPlan, trials: readonly Trial[]): Observation[] {
  const ended = trials.filter(({ status, value }) => status === "finished" && value !== null);
  const worst = Math.max(...ended.map(({ value }) => lossOf(plan, value)), 0);
  return trials
    .filter(({ status }) => status !== "failed")
    .map(({ params, status, value }) => ({
      params,
      loss:
        status === "finished"
          ? lossOf(plan, value)
          : status === "stopped" && value !== null
            ? worst + Math.max(0, lossOf(plan, value) - worst)
            : Infinity,
    }));
}

/** Draws again, a few times, where a space of few values gives what was tried already. */
function fresh(trials: readonly Trial[], draw: () => TrialParams): TrialParams {
  let params = draw();
  for (let tries = 0; tries < 20 && trials.some((trial) => sameParams(trial.params, params)); tries++) params = draw();
  return params;
}

/**
 * The trial after those, which are in the order of their numbers. It hangs on the seed, its number and what the others gave,
 * so a sweep that runs one trial after the other makes the same ones each time.
 */
export function propose(plan: SweepPlan, trials: readonly Trial[]): Pick<Trial, "number" | "params" | "seed"> {
  const number = trials.length + 1;
  const seed = cellSeed(plan.seed, `trial ${number}`);
  if (plan.method === "grid") return { number, seed, params: gridAt(plan.space, number - 1) };
  const random = createRandom(cellSeed(plan.seed, `proposal ${number}`)).next;
  const draw =
    plan.method === "random"
      ? () => sampleParams(plan.space, random)
      : () => suggest(plan.space, observe(plan, trials), random);
  return { number, seed, params: fresh(trials, draw) };
}

export const newTrial = (proposal: Pick<Trial, "number" | "params" | "seed">): Trial => ({
  ...proposal,
  status: "running",
  value: null,
  step: 0,
  rungs: {},
  reason: null,
});

/** A trial that is begun anew, by another kernel: nothing of what it reported counts any more. */
export const againTrial = (trial: Trial): Trial =>
  newTrial({ number: trial.number, params: trial.params, seed: trial.seed });

/** Whether a report at that step is one to compare by: then the record must hear of it. */
export const reachesRung = ({ halving }: Pick<SweepPlan, "halving">, from: number, to: number): boolean =>
  halving !== null && rungsUpTo(halving, to).length > rungsUpTo(halving, from).length;

/** The trial with the report, and why it should be stopped, if it should. */
export function withReport(
  plan: SweepPlan,
  trials: readonly Trial[],
  trial: Trial,
  { step, value }: { step: number; value: number },
): { trial: Trial; stop: string | null } {
  const reported: Trial = { ...trial, step: Math.max(trial.step, step), value: finite(value) };
  const rung = plan.halving === null ? undefined : rungsUpTo(plan.halving, step).at(-1);
  if (plan.halving === null || rung === undefined || String(rung) in trial.rungs)
    return { trial: reported, stop: null };
  const next: Trial = { ...reported, rungs: { ...trial.rungs, [rung]: finite(value) } };
  const others = trials.filter(({ number }) => number !== trial.number).map(({ rungs }) => rungs[rung]);
  const reached = [...others.filter((at) => at !== undefined), finite(value)].map((at) => lossOf(plan, at));
  if (goesOn(reached, lossOf(plan, finite(value)), plan.halving.factor)) return { trial: next, stop: null };
  const stop = Number.isFinite(value)
    ? `Stopped at step ${step}: ${plan.metric} ${Number(value.toPrecision(4))} is not among the best ${Math.max(1, Math.floor(reached.length / plan.halving.factor))} of ${reached.length} trials that came so far.`
    : `Stopped at step ${step}: ${plan.metric} is no finite number any more.`;
  return { trial: next, stop };
}

export const isOver = ({ status }: Pick<Trial, "status">): boolean =>
  status === "finished" || status === "stopped" || status === "failed";

/** The best of those that came to their end. */
export function bestOf<T extends Pick<Trial, "status" | "value">>(
  plan: Pick<SweepPlan, "goal">,
  trials: readonly T[],
): T | null {
  let best: T | null = null;
  for (const trial of trials)
    if (trial.status === "finished" && trial.value !== null)
      if (best === null || lossOf(plan, trial.value) < lossOf(plan, best.value)) best = trial;
  return best;
}

/** So many failures at the beginning, and nothing else, and the sweep gives up: the next trial would fail as well. */
const HOPELESS = 3;

export const isHopeless = (trials: readonly Pick<Trial, "status">[]): boolean =>
  trials.length >= HOPELESS &&
  trials.filter(isOver).length >= HOPELESS &&
  trials.every((trial) => !isOver(trial) || trial.status === "failed");
