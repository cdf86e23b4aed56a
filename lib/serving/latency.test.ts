import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketOf, emptyLatency, LATENCY_BUCKETS_MS, latencyQuantile } from "./latency";

const histogram = (values: number[]) => {
  const counts = emptyLatency();
  for (const value of values) counts[bucketOf(value)]! += 1;
  return counts;
};

test("without requests there is no latency", () => {
  expect(latencyQuantile(emptyLatency(), 0.5)).toBeNull();
});

test("what is slower than the last bound counts as the last bound", () => {
  expect(latencyQuantile(histogram([60_000]), 0.99)).toBe(5000);
});

test("a quantile lies in the bucket of the true one", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 4999, noNaN: true }), { minLength: 1 }),
      fc.constantFrom(0.5, 0.9, 0.99),
      (values, q) => {
        const sorted = [...values].sort((a, b) => a - b);
        const truth = sorted[Math.ceil(q * sorted.length) - 1]!;
        const bucket = bucketOf(truth);
        const estimate = latencyQuantile(histogram(values), q)!;
        expect(estimate).toBeGreaterThanOrEqual(LATENCY_BUCKETS_MS[bucket - 1] ?? 0);
        expect(estimate).toBeLessThanOrEqual(LATENCY_BUCKETS_MS[bucket]!);
      },
    ),
  );
});
