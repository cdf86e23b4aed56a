import { expect, it } from "vitest";
import type { Chosen } from "@/lib/inputs/control";
import { buildGraph } from "@/lib/graph/notebook-graph";
import { type JobResult, returnedFrom } from "./returned-from";

const graph = buildGraph(
  Object.entries({
    rate: "const rate = input.slider('rate')",
    make: "const model = { rate }",
    train: "model.trained = true; const log = () => 1",
    other: "1",
  }).map(([id, source]) => ({ id, source })),
);
const source = (id: string) => graph.nodes.get(id)?.source ?? "";
const chosen =
  (rate: number, mine = {}) =>
  (id: string): Chosen => ({ shared: id === "rate" ? { rate } : {}, mine });
const job: JobResult = {
  cells: ["rate", "make", "train"].map((id) => ({
    id,
    source: source(id),
    inputs: chosen(0.5)(id),
  })),
  wanted: ["train"],
  values: [
    {
      cellId: "make",
      name: "model",
      value: {
        ok: true,
        type: "Object",
        size: "",
        manifest: { format: "quire-value/1", root: {}, parts: [] },
      },
    },
    { cellId: "train", name: "log", value: { ok: false, reason: "It is a function." } },
  ],
};

it("what a job left is taken back with the texts that it ran with", () => {
  const returned = returnedFrom(graph, job, chosen(0.5));
  expect([...returned.keys()]).toEqual(["make", "train"]);
  expect(returned.get("train")).toEqual({
    sources: new Map(["rate", "make", "train"].map((id) => [id, source(id)])),
    values: new Map(),
    stayed: new Map([["log", "It is a function."]]),
  });
  expect([...(returned.get("make")?.values.keys() ?? [])]).toEqual(["model"]);
});

it("what it made of other inputs than are chosen now stays where it is", () => {
  expect(returnedFrom(graph, job, chosen(0.7)).size).toBe(0);
  expect(returnedFrom(graph, job, chosen(0.5, { rate: 0.7 })).size).toBe(0);
});
