import { describe, expect, it } from "vitest";
import type { Version } from "@/lib/history/version";
import { byDay, type Day, dayWords, inOrder, namesInWords, titleChange } from "./version-words";

const now = new Date(2026, 4, 20, 9);
const version = (id: string, at: Date): Version => ({ id, name: null, at, editors: [], title: "T" });

describe("days", () => {
  it.each([
    [new Date(2026, 4, 20, 0, 1), "Today"],
    [new Date(2026, 4, 19, 23, 59), "Yesterday"],
    [new Date(2026, 4, 21, 1), "Today"],
  ])("%s is %s", (moment, words) => {
    expect(dayWords(moment, now)).toBe(words);
  });

  it("name the year only where it is another", () => {
    expect(dayWords(new Date(2026, 0, 2), now)).not.toContain("2026");
    expect(dayWords(new Date(2025, 11, 31), now)).toContain("2025");
  });

  it("hold their versions and changes of the title, the newest first", () => {
    const versions = [
      version("c", new Date(2026, 4, 20, 8)),
      version("b", new Date(2026, 4, 20, 7)),
      version("a", new Date(2026, 4, 19)),
    ];
    const renames = [{ id: 1, at: new Date(2026, 4, 20, 7, 30), before: "A", title: "B", by: null }];
    const of = ({ moments }: Day) => moments.map((one) => ("version" in one ? one.version.id : one.rename.title));
    expect(byDay({ versions, renames }, now).map((day) => [day.words, of(day)])).toEqual([
      ["Today", ["c", "B", "b"]],
      ["Yesterday", ["a"]],
    ]);
  });
});

it("says who, however many they are", () => {
  expect([["Ana"], ["Ana", "Ben"], ["Ana", "Ben", "Cleo"], ["Ana", "Ben", "Cleo", "Dan"]].map(namesInWords)).toEqual([
    "Ana",
    "Ana and Ben",
    "Ana, Ben and Cleo",
    "Ana, Ben and 2 others",
  ]);
});

it("says what the notebook was called where that differs", () => {
  const versions = [
    { ...version("new", now), title: "Herons" },
    { ...version("old", now), title: "Untitled" },
  ];
  const between = (from: string, to: string | null) => titleChange({ from, to }, { versions, title: "Herons" });
  expect(between("old", "new")).toEqual({ before: "Untitled", after: "Herons" });
  expect(between("old", null)).toEqual({ before: "Untitled", after: "Herons" });
  expect(between("new", null)).toBeNull();
  expect(between("thinned out", null)).toBeNull();
});

it("compares in the order of time, whichever was named first", () => {
  const versions = [version("new", now), version("old", now)];
  expect(inOrder({ from: "new", to: "old" }, versions)).toEqual({ from: "old", to: "new" });
  expect(inOrder({ from: "old", to: "new" }, versions)).toEqual({ from: "old", to: "new" });
  expect(inOrder({ from: "new", to: null }, versions)).toEqual({ from: "new", to: null });
});
