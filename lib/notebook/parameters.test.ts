import { expect, it } from "vitest";
import type { FileCell } from "./notebook-file";
import { setParameters } from "./parameters";

const cell = (id: string, source: string, settings: FileCell["settings"] = {}): FileCell => ({
  id,
  type: "ts",
  source,
  settings,
});
const set = (cells: FileCell[], values: Record<string, string>) =>
  setParameters(cells, new Map(Object.entries(values))).map(({ source }) => source);

it("writes the value in the place of the old one, types, comments and the rest untouched", () => {
  const source =
    'const rate: number = 0.1, /* why */ name: "a" | "b" = "a"; // here\nlet layers: number[] = [1,\n  2];\nconst wide = rate * 2;';
  expect(set([cell("a", source)], { rate: "1e-3", name: "b", layers: "[64, 32]" })).toEqual([
    'const rate: number = 0.001, /* why */ name: "a" | "b" = "b"; // here\nlet layers: number[] = [64,32];\nconst wide = rate * 2;',
  ]);
});

it("takes a value that is no JSON as text", () => {
  expect(set([cell("a", "const path = '';")], { path: 'data/"x".csv' })).toEqual(['const path = "data/\\"x\\".csv";']);
});

it("sets only names of the parameters cell, where one is marked", () => {
  const cells = [
    cell("a", "const rate = 1;", { parameters: true }),
    cell("b", "const other = 2;"),
    cell("c", "const = broken"),
  ];
  expect(set(cells, { rate: "5" })[0]).toBe("const rate = 5;");
  expect(() => set(cells, { other: "1" })).toThrow(
    "The parameters cell gives no value to “other” with const or let, so it cannot be set. It has rate.",
  );
});
