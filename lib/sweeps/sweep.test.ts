import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "@/lib/kernel/quire/random";
import { goesOn, rungsUpTo } from "./halving";
import { importance } from "./importance";
import { gridAt, gridSize, sampleParams } from "./sample";
import { type Dimension, fromUnit, gridValues, sizeOf, type Space, spaceSchema, toUnit } from "./space";
import {
  bestOf,
  isHopeless,
  mostTrials,
  newTrial,
  propose,
  reachesRung,
  type SweepPlan,
  type Trial,
  withReport,
} from "./sweep";

const dimension: fc.Arbitrary<Dimension> = fc.oneof(
  fc.record({
    type: fc.constant("choice" as const),
    options: fc.uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minLength: 1, maxLength: 6 }),
  }),
  fc
    .record({
      type: fc.constantFrom("uniform" as const, "logUniform" as const),
      min: fc.double({ min: 1e-6, max: 10, noNaN: true }),
      size: fc.double({ min: 1e-3, max: 100, noNaN: true }),
      parts: fc.option(fc.integer({ min: 1, max: 20 })),
    })
    .map(({ type, min, size, parts }) => ({ type, min, max: min + size, ...(parts && { step: size / parts }) })),
  fc
    .record({
      type: fc.constantFrom("integer" as const, "logInteger" as const),
      min: fc.integer({ min: 1, max: 50 }),
      size: fc.integer({ min: 1, max: 200 }),
      step: fc.option(fc.integer({ min: 1, max: 5 })),
    })
    .map(({ type, min, size, step }) => ({ type, min, max: min + size, ...(step && { step }) })),
);
const space: fc.Arbitrary<Space> = fc.dictionary(fc.constantFrom("a", "b", "c", "lr"), dimension, { minKeys: 1 });

const legal = (of: Dimension, value: unknown): boolean => {
  if (of.type === "choice") return of.options.some((option) => Object.is(option, value));
  if (typeof value !== "number" || value < of.min || value > of.max * (1 + 1e-12)) return false;
  if (of.type === "integer" || of.type === "logInteger") return (value - of.min) % (of.step ?? 1) === 0;
  if (of.step === undefined) return true;
  const steps = (value - of.min) / of.step;
  return Math.abs(steps - Math.round(steps)) < 1e-6;
};

const plan = (change: Partial<SweepPlan> = {}): SweepPlan => ({
  space: { x: { type: "uniform", min: 0, max: 1 } },
  method: "tpe",
  metric: "loss",
  goal: "minimize",
  halving: null,
  seed: 1,
  ...change,
});

const ended = (trial: Pick<Trial, "number" | "params" | "seed">, value: number): Trial => ({
  ...newTrial(trial),
  status: "finished",
  value,
});

/** As a kernel with nothing to fan out to does it. */
function sequence(of: SweepPlan, count: number, value: (params: Trial["params"]) => number): Trial[] {
  const trials: Trial[] = [];
  for (let i = 0; i < count; i++) {
    const next = propose(of, trials);
    trials.push(ended(next, value(next.params)));
  }
  return trials;
}

describe("a search space", () => {
  it("gives values that lie in it, at every place and from every sampler", () => {
    fc.assert(
      fc.property(space, fc.integer({ min: 0 }), fc.constantFrom("tpe", "random", "grid"), (of, seed, method) => {
        expect(spaceSchema.safeParse(of).success).toBe(true);
        const trials = sequence(plan({ space: of, seed, method }), method === "grid" ? 5 : 25, () => seed % 7);
        for (const { params } of [...trials, { params: sampleParams(of, createRandom(seed).next) }]) {
          expect(Object.keys(params)).toEqual(Object.keys(of));
          for (const [name, value] of Object.entries(params)) expect(legal(of[name]!, value)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("takes twelve digits of its last value too", () => {
    const of = { type: "uniform", min: 0.000001, max: 97.39819510426504, step: 32.46606470142168 } as const;
    expect([fromUnit(of, 0.7), fromUnit(of, 1)]).toEqual([64.9321304028, of.max]);
  });

  it("finds the place of a value again", () => {
    fc.assert(
      fc.property(dimension, fc.double({ min: 0, max: 1, noNaN: true }), (of, unit) => {
        if (of.type === "choice") return;
        const value = fromUnit(of, unit);
        // Twelve digits: the same trial in every engine.
        expect(Number(value.toPrecision(12)) === value || value === of.min || value === of.max).toBe(true);
        expect(fromUnit(of, toUnit(of, value))).toBeCloseTo(value, 8);
      }),
    );
  });

  it("gives every value of a few the same chance, the ends too", () => {
    const of = { type: "uniform", min: 0, max: 0.3, step: 0.1 } as const;
    const random = createRandom(1).next;
    const counts = new Map<number, number>();
    for (let i = 0; i < 4000; i++) {
      const value = fromUnit(of, random());
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([0, 0.1, 0.2, 0.3]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it("is a grid without gaps or doubles", () => {
    fc.assert(
      fc.property(space, (of) => {
        fc.pre(gridSize(of) <= 300);
        const all = Array.from({ length: gridSize(of) }, (_, index) => JSON.stringify(gridAt(of, index)));
        expect(new Set(all).size).toBe(all.length);
        expect(mostTrials(plan({ space: of, method: "grid" }), 1e9)).toBe(all.length);
      }),
      { numRuns: 30 },
    );
    expect(gridValues({ type: "logUniform", min: 0.001, max: 10 })).toEqual([0.001, 0.01, 0.1, 1, 10]);
    expect(gridValues({ type: "integer", min: 1, max: 4 })).toEqual([1, 2, 3, 4]);
    expect(gridValues({ type: "integer", min: 1, max: 100, points: 2 })).toEqual([1, 100]);
    expect(sizeOf({ type: "uniform", min: 0, max: 1 })).toBe(Infinity);
  });

  it("refuses what cannot be searched", () => {
    for (const bad of [
      { x: { type: "uniform", min: 1, max: 0 } },
      { x: { type: "logUniform", min: 0, max: 1 } },
      { x: { type: "integer", min: 0.5, max: 2 } },
      { x: { type: "choice", options: [] } },
      { x: { type: "normal", min: 0, max: 1 } },
    ])
      expect(spaceSchema.safeParse(bad).success).toBe(false);
  });
});

describe("the trials of a sweep", () => {
  const value = ({ x }: Trial["params"]) => (Number(x) - 0.3) ** 2;

  it("are the same for the same seed, and others for another", () => {
    for (const method of ["tpe", "random"] as const) {
      const first = sequence(plan({ method }), 40, value);
      expect(sequence(plan({ method }), 40, value)).toEqual(first);
      expect(sequence(plan({ method, seed: 2 }), 40, value)).not.toEqual(first);
      expect(new Set(first.map(({ seed }) => seed)).size).toBe(40);
    }
  });

  it("go on where they were left off as if nothing had happened", () => {
    const whole = sequence(plan(), 40, value);
    const left = whole.slice(0, 25);
    const next = propose(plan(), left);
    expect({ number: next.number, params: next.params, seed: next.seed }).toEqual({
      number: 26,
      params: whole[25]!.params,
      seed: whole[25]!.seed,
    });
  });

  it("learn from what went well, whichever way is better", () => {
    for (const goal of ["minimize", "maximize"] as const) {
      const sign = goal === "minimize" ? 1 : -1;
      const trials = sequence(plan({ goal, seed: 3 }), 80, (params) => sign * value(params));
      const off = (part: readonly Trial[]) =>
        part.reduce((sum, { params }) => sum + Math.abs(Number(params.x) - 0.3), 0) / part.length;
      expect(off(trials.slice(20))).toBeLessThan(off(trials.slice(0, 20)) * 0.8);
      expect(Math.abs(Number(bestOf({ goal }, trials)?.params.x) - 0.3)).toBeLessThan(0.02);
    }
  });

  it("try each of a few values before they repeat one", () => {
    const few = plan({ method: "random", space: { k: { type: "choice", options: ["a", "b", "c"] } } });
    const tried = sequence(few, 3, () => 0).map(({ params }) => params.k);
    expect(tried.sort()).toEqual(["a", "b", "c"]);
  });

  it("are given up when all of the first have failed", () => {
    const failed = (count: number) => Array.from({ length: count }, () => ({ status: "failed" as const }));
    expect(isHopeless(failed(2))).toBe(false);
    expect(isHopeless([...failed(3), { status: "running" as const }])).toBe(true);
    expect(isHopeless([...failed(9), { status: "finished" as const }])).toBe(false);
  });
});

describe("successive halving", () => {
  const halving = { minSteps: 1, factor: 3 };

  it("compares after 1, 3, 9 … steps", () => {
    expect(rungsUpTo(halving, 30)).toEqual([1, 3, 9, 27]);
    expect(rungsUpTo({ minSteps: 4, factor: 1.5 }, 14)).toEqual([4, 6, 9, 14]);
    expect([1, 2, 3, 4, 9].map((step) => reachesRung({ halving }, step - 1, step))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
    expect(reachesRung({ halving: null }, 0, 9)).toBe(false);
  });

  it("never stops the best one, always lets at least one go on, and at most a third of many", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), (losses) => {
        const on = losses.filter((loss) => goesOn(losses, loss, 3));
        expect(on).toContain(Math.min(...losses));
        expect(on.length).toBe(Math.max(1, Math.floor(losses.length / 3)));
      }),
    );
    expect(goesOn([NaN], NaN, 3)).toBe(false);
  });

  it("stops a bad trial at the rung with its reason, once, and leaves a good one alone", () => {
    const of = plan({ halving });
    const others = [0.1, 0.2, 0.3].map((loss, index) => ({
      ...newTrial({ number: index + 1, params: { x: loss }, seed: 0 }),
      rungs: { 1: loss },
    }));
    const fourth = newTrial({ number: 4, params: { x: 1 }, seed: 0 });
    const bad = withReport(of, others, fourth, { step: 1, value: 0.9 });
    expect(bad.stop).toBe("Stopped at step 1: loss 0.9 is not among the best 1 of 4 trials that came so far.");
    expect(bad.trial).toMatchObject({ value: 0.9, step: 1, rungs: { 1: 0.9 } });
    expect(withReport(of, others, fourth, { step: 1, value: 0.05 }).stop).toBeNull();
    expect(withReport(of, others, bad.trial, { step: 2, value: 0.9 }).stop).toBeNull();
    expect(withReport(of, [], fourth, { step: 1, value: NaN }).stop).toMatch("no finite number");
    expect(withReport(plan(), others, fourth, { step: 1, value: 0.9 }).stop).toBeNull();
    const up = plan({ halving, goal: "maximize" });
    expect(withReport(up, others, fourth, { step: 1, value: 0.9 }).stop).toBeNull();
    expect(withReport(up, others, fourth, { step: 1, value: 0.05 }).stop).not.toBeNull();
  });

  it("finds about the same best with a fraction of the steps", () => {
    const of = plan({ halving, method: "random" });
    const trials: Trial[] = [];
    let steps = 0;
    for (let i = 0; i < 60; i++) {
      let trial = newTrial(propose(of, trials));
      const floor = (Number(trial.params.x) - 0.3) ** 2;
      for (let step = 1; step <= 27 && trial.status === "running"; step++, steps++) {
        const reported = withReport(of, trials, trial, { step, value: floor + 1 / step });
        trial =
          reported.stop === null ? reported.trial : { ...reported.trial, status: "stopped", reason: reported.stop };
      }
      trials.push(trial.status === "running" ? { ...trial, status: "finished" } : trial);
    }
    expect(steps).toBeLessThan(60 * 27 * 0.4);
    expect(Math.abs(Number(bestOf(of, trials)?.params.x) - 0.3)).toBeLessThan(0.05);
  });
});

describe("importance", () => {
  const of: Space = {
    much: { type: "uniform", min: 0, max: 1 },
    little: { type: "logUniform", min: 1e-4, max: 1 },
    none: { type: "integer", min: 1, max: 9 },
    kind: { type: "choice", options: ["a", "b"] },
  };
  const results = (count: number, f: (params: Trial["params"]) => number) => {
    const random = createRandom(5).next;
    return Array.from({ length: count }, () => sampleParams(of, random)).map((params) => ({
      params,
      value: f(params),
    }));
  };

  it("is the part of the variance that each explains, where effects only add up", () => {
    // Variances: 36/12 = 3 of `much`, 12/12 = 1 of `little`, 4/4 = 1 of `kind`: shares 0.6, 0.2, 0.2.
    const f = ({ much, little, kind }: Trial["params"]) =>
      6 * Number(much) + Math.sqrt(12) * (Math.log10(Number(little)) / 4) + (kind === "a" ? 2 : 0);
    const shares = Object.fromEntries(
      importance(
        of,
        results(300, (params) => f(params)),
      )!.map(({ name, share }) => [name, share]),
    );
    expect(shares.much).toBeCloseTo(0.6, 1);
    expect(shares.little).toBeCloseTo(0.2, 1);
    expect(shares.kind).toBeCloseTo(0.2, 1);
    expect(shares.none).toBeLessThan(0.05);
  });

  it("leaves to no parameter what two do only together", () => {
    const xor = ({ much, kind }: Trial["params"]) => (Number(much) > 0.5 === (kind === "a") ? 1 : 0);
    const total = importance(of, results(300, xor))!.reduce((sum, { share }) => sum + share, 0);
    expect(total).toBeLessThan(0.3);
  });

  it("says nothing of few results, or of such that are alike, and the same for the same seed", () => {
    expect(
      importance(
        of,
        results(7, () => Math.PI),
      ),
    ).toBeNull();
    expect(
      importance(
        of,
        results(20, () => 1),
      ),
    ).toBeNull();
    const some = results(30, ({ much }) => Number(much));
    expect(importance(of, some)).toEqual(importance(of, some));
    expect(importance(of, some)![0]!.name).toBe("much");
  });
});
