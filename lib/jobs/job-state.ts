import { z } from "zod";

/** A job, from its order to its end. `dead`: every attempt was lost. */
export const jobStatusSchema = z.enum(["queued", "running", "succeeded", "failed", "cancelled", "dead"]);
export type JobStatus = z.infer<typeof jobStatusSchema>;

/** One try of a job on a worker. `lost`: its lease ran out, or its worker gave it up. */
export const attemptStatusSchema = z.enum(["running", "succeeded", "failed", "cancelled", "lost"]);
export type AttemptStatus = z.infer<typeof attemptStatusSchema>;

/**
 * `lease`: a worker takes it. `succeed`, `fail`: its cell has ended, which is final: the same cell would fail again. `lose`: the
 * attempt came to no end. `cancel`: a person wants it no more.
 */
export type JobEvent = "lease" | "succeed" | "fail" | "lose" | "cancel";

/** Every legal transition. `retry` is `queued` again, or `dead` after the last attempt. */
export const jobTransitions: Readonly<Record<JobStatus, Partial<Record<JobEvent, JobStatus | "retry">>>> = {
  queued: { lease: "running", cancel: "cancelled" },
  running: { succeed: "succeeded", fail: "failed", lose: "retry", cancel: "cancelled" },
  succeeded: {},
  failed: {},
  cancelled: {},
  dead: {},
};

/** What becomes of the attempt that runs. */
export const attemptEnds: Readonly<Record<Exclude<JobEvent, "lease">, AttemptStatus>> = {
  succeed: "succeeded",
  fail: "failed",
  lose: "lost",
  cancel: "cancelled",
};

export interface JobProgress {
  status: JobStatus;
  /** Those begun so far, the running one too. */
  attempts: number;
  maxAttempts: number;
}

export interface JobStep {
  status: JobStatus;
  /** It may be leased again after so many milliseconds. */
  waitMs: number;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/** Twice as long after each lost attempt. */
export const backOff = (attempts: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1));

/** The job after the event, or null where the event is not legal: then nothing may be written. */
export function nextStep({ status, attempts, maxAttempts }: JobProgress, event: JobEvent): JobStep | null {
  const next = jobTransitions[status][event];
  if (next === undefined) return null;
  if (next !== "retry") return { status: next, waitMs: 0 };
  return attempts >= maxAttempts ? { status: "dead", waitMs: 0 } : { status: "queued", waitMs: backOff(attempts) };
}

export const isOver = (status: JobStatus): boolean => Object.keys(jobTransitions[status]).length === 0;
