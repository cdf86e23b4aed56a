import { expect, test } from "vitest";
import { emptyLatency } from "@/lib/serving/latency";
import { fillMinutes, summarize } from "./traffic-series";

const now = Date.UTC(2026, 0, 1, 12, 30, 15);
const row = (minutesAgo: number, requests: number, failures = 0) => ({
  minute: new Date(Math.floor(now / 60_000) * 60_000 - minutesAgo * 60_000),
  requests,
  failures,
  latency: emptyLatency().map((_, i) => (i === 2 ? requests : 0)),
});

test("every minute has its point, also those without requests", () => {
  const series = fillMinutes([row(2, 4, 1), row(0, 6)], 4, now);
  expect(series).toMatchObject({ x: [-3, -2, -1, 0], requests: [0, 4, 0, 6], failures: [0, 1, 0, 0] });
  expect(series.p50.map((value) => value === null)).toEqual([true, false, true, false]);
});

test("the sum is over all minutes", () => {
  expect(summarize([row(2, 4, 1), row(0, 6)])).toMatchObject({ requests: 10, failures: 1 });
  expect(summarize([])).toEqual({ requests: 0, failures: 0, p50: null, p99: null });
});
