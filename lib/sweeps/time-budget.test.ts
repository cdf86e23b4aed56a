import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTimeUp, type Span, timeSpent, timeUpWords } from "./time-budget";

const span = (from: number, to: number | null): Span => ({ from, to });

describe("the time that a sweep has spent", () => {
  it.each<[string, Span[], number]>([
    ["nothing before its first trial", [], 0],
    ["a trial's own time", [span(100, 400)], 300],
    ["of one that runs, until now", [span(600, null)], 400],
    ["trials after each other, without what lies between", [span(0, 100), span(500, 700)], 300],
    ["trials at once only once", [span(0, 300), span(100, 200), span(200, 500)], 500],
    ["in whatever order they come", [span(200, 500), span(0, 300)], 500],
    ["a trial within another", [span(0, null), span(100, 200)], 1000],
    ["nothing of a clock that was set back", [span(500, 400)], 0],
  ])("is %s", (_, spans, spent) => {
    expect(timeSpent(spans, 1000)).toBe(spent);
  });

  it("is never more than since the first began, nor more than all trials together, nor less than the longest", () => {
    const times = fc.tuple(fc.nat(1000), fc.nat(1000)).map(([a, b]) => span(Math.min(a, b), Math.max(a, b)));
    fc.assert(
      fc.property(fc.array(times, { minLength: 1 }), (spans) => {
        const spent = timeSpent(spans, 1000);
        const lengths = spans.map(({ from, to }) => to! - from);
        expect(spent).toBeLessThanOrEqual(1000 - Math.min(...spans.map(({ from }) => from)));
        expect(spent).toBeLessThanOrEqual(lengths.reduce((sum, length) => sum + length, 0));
        expect(spent).toBeGreaterThanOrEqual(Math.max(...lengths));
      }),
    );
  });
});

describe("a time budget", () => {
  it.each([
    ["has no end where there is none", null, 1e9, false],
    ["lasts up to its last moment", 10, 599_999, false],
    ["is up with it", 10, 600_000, true],
    ["may be a part of a minute", 0.5, 30_000, true],
  ])("%s", (_, minutes, spent, up) => {
    expect(isTimeUp(minutes, [span(0, spent)], 0)).toBe(up);
  });

  it("has words", () => {
    expect([1, 10, 0.5].map(timeUpWords)).toEqual([
      "time budget of 1 minute",
      "time budget of 10 minutes",
      "time budget of 0.5 minutes",
    ]);
  });
});
