import fc from "fast-check";
import { expect, it } from "vitest";
import { backOff, isOver, type JobEvent, jobStatusSchema, jobTransitions, nextStep } from "./job-state";

const events: JobEvent[] = ["lease", "succeed", "fail", "lose", "cancel"];

it("ends, whatever happens, after as many attempts as it may have, and then takes nothing more", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...events), { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      (given, max) => {
        let job = { status: "queued" as ReturnType<typeof jobStatusSchema.parse>, attempts: 0, maxAttempts: max };
        for (const event of given) {
          const step = nextStep(job, event);
          if (isOver(job.status)) expect(step).toBeNull();
          if (step) job = { ...job, status: step.status, attempts: job.attempts + (event === "lease" ? 1 : 0) };
          expect(job.attempts).toBeLessThanOrEqual(max);
          if (job.status === "running") expect(job.attempts).toBeGreaterThan(0);
        }
      },
    ),
  );
});

it("is never leased twice at once, and only what runs can end otherwise than by being cancelled", () => {
  for (const status of jobStatusSchema.options) {
    const legal = events.filter((event) => nextStep({ status, attempts: 1, maxAttempts: 3 }, event));
    expect(legal).toEqual(
      status === "queued" ? ["lease", "cancel"] : status === "running" ? ["succeed", "fail", "lose", "cancel"] : [],
    );
    expect(isOver(status)).toBe(legal.length === 0);
  }
  expect(Object.keys(jobTransitions)).toEqual(jobStatusSchema.options);
});

it("waits longer after each lost attempt, up to a minute, and is dead after the last", () => {
  expect([1, 2, 3, 4, 20].map(backOff)).toEqual([1000, 2000, 4000, 8000, 60_000]);
  expect(nextStep({ status: "running", attempts: 2, maxAttempts: 3 }, "lose")).toEqual({
    status: "queued",
    waitMs: 2000,
  });
  expect(nextStep({ status: "running", attempts: 3, maxAttempts: 3 }, "lose")).toEqual({ status: "dead", waitMs: 0 });
});
