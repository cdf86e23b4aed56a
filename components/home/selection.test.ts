import { expect, it } from "vitest";
import { nothing, toggled } from "./selection";

const order = ["a", "b", "c", "d"];
const after = (...presses: [id: string, range?: boolean][]): string[] => [
  ...presses.reduce((selection, [id, range = false]) => toggled(selection, order, id, range), nothing).ids,
];

it("chooses rows one by one, and lets them go again", () => {
  expect(after(["c"], ["a"])).toEqual(["c", "a"]);
  expect(after(["c"], ["a"], ["c"])).toEqual(["a"]);
});

it("chooses a range from the last row that was chosen by itself, downwards or upwards", () => {
  expect(after(["b"], ["d", true])).toEqual(["b", "c", "d"]);
  expect(after(["c"], ["a", true]).sort()).toEqual(["a", "b", "c"]);
  expect(after(["b"], ["c", true], ["a", true]).sort()).toEqual(["a", "b", "c"]);
});

it("begins with a single row where there is nothing to go from", () => {
  expect(after(["c", true])).toEqual(["c"]);
  const gone = { ids: new Set<string>(), anchor: "gone" };
  expect([...toggled(gone, order, "b", true).ids]).toEqual(["b"]);
});
