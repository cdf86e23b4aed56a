import { expect, it } from "vitest";
import { buildGraph } from "@/lib/graph/notebook-graph";
import { returningCells, valuesOf } from "./returning-cells";

const graph = buildGraph(
  Object.entries({
    data: "const xs = [1, 2]; const ys = [3, 4]",
    make: 'import * as tf from "@tensorflow/tfjs";\nconst model = tf.sequential(); const name = "m"',
    train: "const history = await model.fit(xs, ys)",
    more: "await model.fit(xs, ys)",
    look: "model.predict(xs)",
  }).map(([id, source]) => ({ id, source })),
);
const all = ["data", "make", "train", "more", "look"];

it("what was asked for comes back, with the cells whose values it changed in place, and not what it only read", () => {
  expect(returningCells(graph, ["data", "make", "train"], ["train"])).toEqual(["make", "train"]);
  expect(returningCells(graph, all, ["make"])).toEqual(["make", "train", "more"]);
  expect(returningCells(graph, all, ["data"])).toEqual(["data"]);
});

it("names come back but those of imports", () => {
  expect(valuesOf(graph, "make")).toEqual(["model", "name"]);
  expect(valuesOf(graph, "gone")).toEqual([]);
});
