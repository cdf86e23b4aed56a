import { expect, it } from "vitest";
import { CellStatesView } from "./cell-states";
import { LONG_MS, RunAttention } from "./run-attention";
import type { MarkState } from "./state-mark";

function bench() {
  let view = new CellStatesView(new Map());
  let look: () => void = () => undefined;
  const said: string[] = [];
  const awake: boolean[] = [];
  const world = { now: 0, hidden: true };
  const attention = new RunAttention({
    states: {
      subscribe: (listener) => {
        look = listener;
        return () => undefined;
      },
      getSnapshot: () => view,
    },
    cellIds: () => ["a", "b"],
    isHidden: () => world.hidden,
    tell: (words) => said.push(words),
    keepAwake: (on) => awake.push(on),
    now: () => world.now,
  });
  const set = (state: MarkState, elsewhere = false) => {
    const status = { state, reason: null, elsewhere, held: false };
    view = new CellStatesView(new Map([["b", { status, runs: 1, error: null }]]));
    look();
  };
  return { attention, world, set, said, awake };
}

it("tells of a long cell that ends out of sight, and of no other", () => {
  const { world, set, said } = bench();
  const run = (ms: number, end: MarkState, hidden = true) => {
    world.hidden = hidden;
    set("running");
    world.now += ms;
    set(end);
  };
  run(LONG_MS, "fresh");
  run(LONG_MS, "failed");
  expect(said).toEqual(["Cell 2 is done", "Cell 2 failed"]);
  run(LONG_MS - 1, "fresh");
  run(LONG_MS, "fresh", false);
  run(LONG_MS, "cancelled");
  expect(said).toHaveLength(2);
});

it("keeps the machine awake while something runs here, and not for what runs elsewhere", () => {
  const { attention, set, awake } = bench();
  set("running", true);
  expect(awake).toEqual([]);
  set("queued");
  set("running");
  set("fresh");
  expect(awake).toEqual([true, false]);
  set("running");
  attention.destroy();
  expect(awake).toEqual([true, false, true, false]);
});
