import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextTime } from "./next-time";

const after = (pattern: string, zone: string, ...times: string[]) =>
  times.map((time) => nextTime(pattern, zone, new Date(time))?.toISOString() ?? null);

/** The moments at which it is due from one to another. */
function between(pattern: string, zone: string, from: string, to: string): string[] {
  const found: string[] = [];
  let at = nextTime(pattern, zone, new Date(from));
  while (at && at < new Date(to)) {
    found.push(at.toISOString());
    at = nextTime(pattern, zone, at);
  }
  return found;
}

describe("the next time of a pattern", () => {
  it("is told in its time zone", () => {
    expect(after("30 7 * * 1-5", "UTC", "2026-07-03T07:30:00Z")).toEqual(["2026-07-06T07:30:00.000Z"]);
    expect(after("30 7 * * *", "Europe/Vienna", "2026-07-03T00:00:00Z")).toEqual(["2026-07-03T05:30:00.000Z"]);
    expect(after("30 7 * * *", "Asia/Kolkata", "2026-07-03T00:00:00Z")).toEqual(["2026-07-03T02:00:00.000Z"]);
  });

  it("stays the same on the clock when clocks change", () => {
    expect(between("0 9 * * *", "Europe/Vienna", "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z")).toEqual([
      "2026-03-28T08:00:00.000Z",
      "2026-03-29T07:00:00.000Z",
      "2026-03-30T07:00:00.000Z",
    ]);
    expect(between("0 9 * * *", "America/New_York", "2026-10-31T00:00:00Z", "2026-11-03T00:00:00Z")).toEqual([
      "2026-10-31T13:00:00.000Z",
      "2026-11-01T14:00:00.000Z",
      "2026-11-02T14:00:00.000Z",
    ]);
  });

  it("comes once on a day that does not have it, and once on one that has it twice", () => {
    expect(between("30 2 * * *", "Europe/Vienna", "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z")).toEqual([
      "2026-03-29T01:30:00.000Z",
      "2026-03-30T00:30:00.000Z",
    ]);
    expect(between("30 2 * * *", "Europe/Vienna", "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z")).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-10-26T01:30:00.000Z",
    ]);
  });

  it("is null of what is no pattern, or never comes", () => {
    expect(after("* * * * * *", "UTC", "2026-01-01T00:00:00Z")).toEqual([null]);
    expect(after("61 * * * *", "UTC", "2026-01-01T00:00:00Z")).toEqual([null]);
    expect(after("0 0 30 2 *", "UTC", "2026-01-01T00:00:00Z")).toEqual([null]);
    expect(after("0 0 * * *", "Nowhere/Land", "2026-01-01T00:00:00Z")).toEqual([null]);
  });

  it("is always later, and on a whole minute", () => {
    const zone = fc.constantFrom("UTC", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu");
    const pattern = fc
      .tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }))
      .map(([minute, hour]) => `${minute} ${hour} * * *`);
    const moment = fc.date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(pattern, zone, moment, (one, place, at) => {
        const next = nextTime(one, place, at);
        expect(next!.getTime()).toBeGreaterThan(at.getTime());
        expect(next!.getTime() - at.getTime()).toBeLessThanOrEqual(26 * 3600_000);
        expect(next!.getTime() % 60_000).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
