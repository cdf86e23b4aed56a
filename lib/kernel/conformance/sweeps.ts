import type { ConformanceCase } from "./case";

const QUIRE = 'import { sweep } from "quire";\n';

/** Sweeps where nothing records them: one trial after the other, in the kernel itself. */
export const sweepCases: ConformanceCase[] = [
  {
    name: "a sweep finds the best of a grid",
    cells: [
      {
        source: `${QUIRE}const { best, trials } = await sweep(
  { x: [1, 2], half: { type: "uniform", min: 0, max: 1, step: 1 } },
  ({ params }) => (params.x - 2) ** 2 + params.half,
  { metric: "loss", method: "grid" },
);
[trials.length, best.trial, best.params, best.value, best.status]`,
        expect: [
          "display sweep sweep: 4 of 4 trials, best loss 0 (trial 3)",
          '= [ 4, 3, { x: 2, half: 0 }, 0, "finished" ]',
          "succeeded",
        ],
      },
    ],
  },
  {
    name: "a sweep with a seed makes the same trials, and each draws its own numbers",
    cells: [
      {
        source: `${QUIRE}const go = () => sweep({ x: { type: "logUniform", min: 0.01, max: 1 } }, ({ params }) => params.x + Math.random(), { metric: "loss", trials: 25, seed: 7 });
const [first, second] = [await go(), await go()];
[JSON.stringify(first.trials) === JSON.stringify(second.trials), new Set(first.trials.map((t) => t.value)).size, first.trials.every((t) => t.params.x >= 0.01 && t.params.x <= 1)]`,
        expect: [
          "display sweep sweep: 25 of 25 trials, best loss 0.04689 (trial 23)",
          "display sweep sweep: 25 of 25 trials, best loss 0.04689 (trial 23)",
          "= [ true, 25, true ]",
          "succeeded",
        ],
      },
    ],
  },
  {
    name: "a sweep stops bad trials, and one that fails does not end it",
    cells: [
      {
        source: `${QUIRE}const { best, trials } = await sweep(
  { x: [3, 1, 2, 9, 0] },
  async ({ params, report, trial }) => {
    if (params.x === 9) throw new Error("too large");
    for (let step = 0; step < 5; step++) await report(params.x + 1 / (step + 1), step);
  },
  { metric: "loss", method: "grid", stop: { factor: 2 } },
);
[best.params.x, trials.map((t) => t.status + " " + t.steps + (t.reason ? ": " + t.reason : "")).join("; ")].join(" | ")`,
        expect: [
          "display sweep sweep: 5 of 5 trials, 1 stopped, 1 failed, best loss 0.2 (trial 5)",
          '= "0 | finished 5; finished 5; stopped 1: Stopped at step 1: loss 3 is not among the best 1 of 3 trials that came so far.; failed 0: Error: too large; finished 5"',
          "succeeded",
        ],
      },
    ],
  },
  {
    name: "a sweep whose first trials all fail gives up with their error",
    cells: [
      {
        source: `${QUIRE}await sweep({ x: { type: "integer", min: 1, max: 9 } }, () => { throw new TypeError("no such layer"); }, { metric: "loss" });`,
        expect: [
          "display sweep sweep: 3 of 20 trials, 3 failed",
          "! QuireError: No trial of the sweep came to its end. Trial 1 failed: TypeError: no such layer @2:1",
          "failed",
        ],
      },
    ],
  },
  {
    name: "a sweep says what is wrong with its space",
    cells: [
      {
        source: `${QUIRE}await sweep({ lr: { type: "logUniform", min: 0, max: 1 } }, () => 1, { metric: "loss" });`,
        expect: [
          '! QuireError: sweep needs for "lr" a list of values or { type: "uniform" | "logUniform" | "integer" | "logInteger", min, max, step? } with min below max (and above 0 where it is logarithmic), got the number 0 at "min". @2:7',
          "failed",
        ],
      },
    ],
  },
  {
    name: "a sweep ends with its cell",
    cells: [
      {
        source: `${QUIRE}await sweep({ x: [1, 2] }, ({ signal }) => new Promise<number>((_, reject) => { console.log("begun"); signal.addEventListener("abort", () => reject(signal.reason)); }), { metric: "loss" });`,
        abortAfter: "log: begun",
        expect: ["display sweep sweep: 0 of 20 trials", "log: begun", "cancelled"],
      },
    ],
  },
];
