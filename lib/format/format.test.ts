import { expect, it } from "vitest";
import { bytes, counted, datum, metric } from "./number";
import { duration, relativeTime } from "./time";

it("shows numbers with four significant digits, and the very large and small in powers of ten", () => {
  expect([0.97493, 12.3456, 1797, 0, 1e-7, 12_345_678].map(metric)).toEqual([
    "0.9749",
    "12.35",
    "1,797",
    "0",
    "1.00e-7",
    "1.23e7",
  ]);
  expect([NaN, Infinity, -Infinity].map(metric)).toEqual(["NaN", "∞", "−∞"]);
});

it("shows data in full where that is possible", () => {
  expect([12_345_678, 124_999.5, -0.25, 0, 1 / 3, 1e-7, 1e21, NaN].map(datum)).toEqual([
    "12,345,678",
    "124,999.5",
    "-0.25",
    "0",
    "0.3333333",
    "1.00e-7",
    "1.00e21",
    "NaN",
  ]);
});

it("counts in words", () => {
  expect([counted(1, "row"), counted(1797, "row"), counted(0, "person", "people")]).toEqual([
    "1 row",
    "1,797 rows",
    "0 people",
  ]);
});

it("shows sizes with about two digits", () => {
  expect([0, 999, 1500, 123_456, 5_300_000_000].map(bytes)).toEqual(["0 B", "999 B", "1.5 KB", "123 KB", "5.3 GB"]);
});

it("shows durations with about two digits", () => {
  expect([0.4, 340, 1240, 2000, 12_400, 200_000, 180_000, 3_900_000, 3_600_000].map(duration)).toEqual([
    "< 1 ms",
    "340 ms",
    "1.2 s",
    "2 s",
    "12 s",
    "3 min 20 s",
    "3 min",
    "1 h 5 min",
    "1 h",
  ]);
});

it("says how long ago, in the largest whole unit", () => {
  const now = Date.UTC(2026, 0, 10);
  expect([5_000, 120_000, 7_200_000, 86_400_000 * 3].map((ago) => relativeTime(new Date(now - ago), now))).toEqual([
    "just now",
    "2 minutes ago",
    "2 hours ago",
    "3 days ago",
  ]);
});
