import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyRunEvent, type RunDetails, type RunFeed } from "./run-feed";

const run = { id: "r" } as RunDetails;
const begun: RunFeed = { run, series: [] };
const point = fc.record({ key: fc.constantFrom("a", "b"), step: fc.nat(20), value: fc.option(fc.integer()) });

describe("the feed of a run", () => {
  it("holds nothing before the first snapshot", () => {
    expect(applyRunEvent(null, { type: "points", points: [] })).toBeNull();
    expect(applyRunEvent(null, { type: "run", run })).toBeNull();
  });

  it("is in order of step and has the last value told for each, however the points came", () => {
    fc.assert(
      fc.property(fc.array(fc.array(point)), (batches) => {
        const feed = batches.reduce<RunFeed | null>(
          (at, points) => applyRunEvent(at, { type: "points", points }),
          begun,
        );
        for (const key of ["a", "b"]) {
          const told = new Map(
            batches
              .flat()
              .filter((one) => one.key === key)
              .map(({ step, value }) => [step, value]),
          );
          const points = feed?.series.find((one) => one.key === key)?.points ?? [];
          expect(points.map(({ step, value }) => [step, value])).toEqual([...told].sort(([a], [b]) => a - b));
        }
      }),
    );
  });

  it("stays small in a long training", () => {
    let feed: RunFeed | null = begun;
    for (let from = 0; from < 20_000; from += 100) {
      const points = Array.from({ length: 100 }, (_, i) => ({ key: "loss", step: from + i, value: i }));
      feed = applyRunEvent(feed, { type: "points", points });
    }
    expect(feed?.series[0]?.points.length).toBeLessThanOrEqual(4000);
    expect(feed?.series[0]?.points.at(-1)?.step).toBe(19_999);
  });
});
