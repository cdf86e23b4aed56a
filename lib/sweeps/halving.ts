import { z } from "zod";

/** When trials are compared, and how many of them go on. Steps count from 1: the first report is step 1. */
export const halvingSchema = z.strictObject({
  /** No trial is stopped before. */
  minSteps: z.number().int().positive().max(1_000_000).default(1),
  /** One in so many goes on at each comparison, and the next is so many times later. */
  factor: z.number().min(1.5).max(100).default(3),
});
export type Halving = z.infer<typeof halvingSchema>;

/** The rungs that lie at or before a step: minSteps, minSteps·factor, minSteps·factor² … */
export function rungsUpTo({ minSteps, factor }: Halving, step: number): number[] {
  const rungs: number[] = [];
  for (let rung = minSteps; Math.round(rung) <= step; rung *= factor) rungs.push(Math.round(rung));
  return rungs;
}

/**
 * Asynchronous successive halving in its stopping form (Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys
 * 2020): a trial that reaches a rung goes on where it is among the best 1/factor of all that have reached it until now, one at least.
 * Nobody waits for others, so it suits trials that run at the same time. `reached`: the losses at the rung, its own among them.
 */
export function goesOn(reached: readonly number[], loss: number, factor: number): boolean {
  if (!Number.isFinite(loss)) return false;
  const better = reached.filter((other) => other < loss).length;
  return better < Math.max(1, Math.floor(reached.length / factor));
}
