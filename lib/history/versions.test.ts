import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DatedVersion, versionsToDrop } from "./thin-versions";
import { LONGEST_MS, type LogTime, MOST_EDITS, PAUSE_MS, versionPoints } from "./version-points";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Rows at those minutes, in order; the user is written after the minute. */
const log = (...times: string[]): LogTime[] =>
  times.map((time, i) => {
    const [minute, userId] = time.split(" ");
    return { seq: i + 1, at: Number(minute) * MINUTE, userId: userId ?? null };
  });

describe("versions by themselves", () => {
  it.each<[string, LogTime[], number, boolean, number[]]>([
    ["nothing written, nothing kept", [], 100, false, []],
    ["a notebook's first row is a version at once", log("0"), 0, true, [1]],
    ["edits without a pause wait", log("0", "1", "2"), 4, false, []],
    ["five quiet minutes make a version", log("0", "1", "2"), 7, false, [3]],
    ["each pause in the past makes one", log("0", "1", "10", "11", "30"), 31, false, [2, 4]],
    [
      "who never pauses gets one each half hour",
      log("0", "4", "8", "12", "16", "20", "24", "28", "31", "34"),
      35,
      false,
      [8],
    ],
    ["the first row counts apart from what follows", log("0", "1", "2"), 10, true, [1, 3]],
  ])("%s", (_, rows, minute, isNew, seqs) => {
    expect(versionPoints(rows, minute * MINUTE, isNew).map(({ seq }) => seq)).toEqual(seqs);
  });

  it("comes after so many edits, however fast they are", () => {
    const rows = Array.from({ length: MOST_EDITS * 2 + 5 }, (_, i) => ({ seq: i + 1, at: i, userId: "ana" }));
    expect(versionPoints(rows, rows.length, false).map(({ seq }) => seq)).toEqual([MOST_EDITS, MOST_EDITS * 2]);
  });

  it("says who wrote, the latest first, and not what the server did", () => {
    const [point] = versionPoints(log("0 ana", "1 ben", "2 ana", "2", "2 eva"), 60 * MINUTE, false);
    expect(point).toMatchObject({ edits: 5, editors: ["eva", "ana", "ben"] });
  });

  it("leaves every row in one version or waiting, whenever it is asked", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: PAUSE_MS * 2 }), { maxLength: 60 });
    fc.assert(
      fc.property(gaps, fc.nat(PAUSE_MS * 3), fc.nat(60), (steps, later, cut) => {
        let at = 0;
        const rows = steps.map((gap, i) => ({ seq: i + 1, at: (at += gap), userId: "ana" }));
        const now = at + later;
        const points = versionPoints(rows, now, false);
        const edits = points.reduce((sum, point) => sum + point.edits, 0);
        expect(points.at(-1)?.seq ?? 0).toBe(edits);
        for (const { seq } of points.slice(0, -1)) expect(rows[seq]!.at).toBeGreaterThanOrEqual(rows[seq - 1]!.at);
        // Asked in between, it gives the same points, only earlier.
        const early = rows.slice(0, cut);
        const first = versionPoints(early, early.at(-1)?.at ?? 0, false);
        const rest = versionPoints(rows.slice(first.at(-1)?.seq ?? 0), now, false);
        expect([...first, ...rest].map(({ seq }) => seq)).toEqual(points.map(({ seq }) => seq));
        expect(LONGEST_MS).toBeGreaterThan(PAUSE_MS);
      }),
    );
  });
});

const NOW = 1000 * DAY;
/** "a 25h" is an automatic version of 25 hours ago; "a! 25h" has a name. */
const versions = (...texts: string[]): DatedVersion[] =>
  texts.map((text) => {
    const [id = "", age = ""] = text.split(" ");
    const unit = { m: MINUTE, h: HOUR, d: DAY }[age.at(-1) ?? ""] ?? 0;
    return { id: id.replace("!", ""), named: id.endsWith("!"), at: NOW - Number(age.slice(0, -1)) * unit };
  });

describe("thinning", () => {
  it.each<[string, DatedVersion[], string[]]>([
    ["none of the last day goes", versions("first 20d", "a 90m", "b 80m", "c 70m", "now 0m"), []],
    [
      "of older ones the last of each hour stays",
      versions("first 20d", "a 30.9h", "b 30.8h", "c 30.1h", "d 29.5h", "now 0m"),
      ["a", "b"],
    ],
    [
      "of those older than two weeks the last of each day",
      versions("first 99d", "a 20.9d", "b 20.5d", "c 20.1d", "d 19.5d", "now 0m"),
      ["a", "b"],
    ],
    [
      "of those older than four months the last of each week",
      versions("first 400d", "a 203d", "b 200d", "c 198d", "d 190d", "now 0m"),
      ["b"],
    ],
    [
      "one with a name always stays, and stands for no other",
      versions("first 99d", "a 20.9d", "b! 20.5d", "now 0m"),
      [],
    ],
    ["the first always stays", versions("first 20.9d", "a 20.8d", "now 0m"), []],
    ["the newest always stays", versions("first 90d", "a 20.5d"), []],
  ])("%s", (_, list, dropped) => {
    expect(versionsToDrop(list, NOW)).toEqual(dropped);
  });

  it("drops nothing more when asked again, and in time only more", () => {
    const list = fc.array(fc.record({ age: fc.nat(300 * 24 * 60), named: fc.boolean() }), { maxLength: 80 });
    fc.assert(
      fc.property(list, fc.nat(200), (drawn, days) => {
        const all = drawn
          .map(({ age, named }) => ({ named, at: NOW - age * MINUTE }))
          .sort((a, b) => a.at - b.at)
          .map((version, i) => ({ ...version, id: String(i) }));
        const without = (from: DatedVersion[], now: number) => {
          const gone = new Set(versionsToDrop(from, now));
          return from.filter(({ id }) => !gone.has(id));
        };
        const once = without(all, NOW);
        expect(without(once, NOW)).toEqual(once);
        const later = NOW + days * DAY;
        expect(without(once, later)).toEqual(without(all, later));
      }),
    );
  });
});
