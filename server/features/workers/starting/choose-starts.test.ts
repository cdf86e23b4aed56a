import { describe, expect, it } from "vitest";
import type { JobNeeds } from "@/lib/protocol/job";
import { chooseStarts, type FreePlaces } from "./choose-starts";

const needs = (change: Partial<JobNeeds> = {}): JobNeeds => ({ labels: [], ...change });
const waits = (...all: JobNeeds[]) => all.map((one) => ({ workspaceId: "a", needs: one }));
const there = (free: number, change: Partial<FreePlaces> = {}): FreePlaces => ({
  workspaceId: null,
  facts: { name: "desk", memoryGb: 8, cores: 4, labels: [], device: { backend: "wasm" } },
  free,
  ...change,
});

describe("a worker is started", () => {
  it("for each job that waits and finds no place, as many as there is room for", () => {
    expect(chooseStarts(waits(needs(), needs(), needs()), [], [], 2)).toHaveLength(2);
    expect(chooseStarts(waits(needs(), needs()), [there(1)], [], 5)).toHaveLength(1);
    expect(chooseStarts([], [], [], 5)).toEqual([]);
  });

  it("where the free places are another workspace's, or lack what is asked", () => {
    expect(chooseStarts(waits(needs()), [there(1, { workspaceId: "b" })], [], 1)).toHaveLength(1);
    const large = needs({ memoryGb: 16 });
    expect(chooseStarts(waits(large), [there(1)], [], 1)).toEqual([large]);
  });

  it("not where one is on its way that will do", () => {
    const large = needs({ memoryGb: 16 });
    expect(chooseStarts(waits(needs()), [], [large], 5)).toEqual([]);
    expect(chooseStarts(waits(large), [], [needs()], 5)).toEqual([large]);
    expect(chooseStarts(waits(needs(), needs()), [], [needs()], 5)).toHaveLength(1);
  });
});
