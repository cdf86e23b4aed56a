import { describe, expect, it } from "vitest";
import { differences } from "./differences";
import type { RunRow } from "./run-cell";

const run = (change: Partial<RunRow>): RunRow => ({
  id: "r",
  name: "a",
  number: 1,
  status: "finished",
  person: { id: "p", name: "Ana" },
  notebook: null,
  device: { kind: "browser", backend: "cpu", adapter: "none" },
  earlierDevices: [],
  seed: 1,
  params: {},
  metrics: {},
  datasets: [],
  mainMetric: null,
  sparkline: [],
  createdAt: new Date(0),
  endedAt: new Date(5000),
  ...change,
});
const measured = (value: number) => ({ value, step: 1 });

describe("the differences of runs", () => {
  it("are only what differs, with the better value of a metric", () => {
    const { rows, alike } = differences([
      run({ params: { lr: 0.1, layers: 2 }, metrics: { loss: measured(0.5), acc: measured(0.8) } }),
      run({ params: { lr: 0.01, layers: 2 }, metrics: { loss: measured(0.4), acc: measured(0.7) }, seed: 2 }),
    ]);
    expect(rows).toEqual([
      { group: "Metrics", name: "acc", values: ["0.8", "0.7"], best: 0 },
      { group: "Metrics", name: "loss", values: ["0.5", "0.4"], best: 1 },
      { group: "Params", name: "lr", values: ["0.1", "0.01"], best: null },
      { group: "Run", name: "seed", values: ["1", "2"], best: null },
    ]);
    expect(alike).toBe(7);
  });

  it("show what one run lacks, and name no best where there is nothing to compare", () => {
    const { rows } = differences([
      run({ metrics: { loss: measured(NaN) } }),
      run({ metrics: {} }),
      run({ metrics: { loss: measured(1) } }),
    ]);
    expect(rows).toEqual([{ group: "Metrics", name: "loss", values: ["NaN", "", "1"], best: null }]);
  });
});
