import { expect, it } from "vitest";
import { buildGraph } from "@/lib/graph/notebook-graph";
import type { Variable } from "@/lib/protocol/view";
import { lineOf, variableRows } from "./variable-rows";

const value = (name: string, cellId: string): Variable => ({
  name,
  cellId,
  kind: "number",
  type: "number",
  size: "",
  text: "1",
});

it("lists names where they are defined, with who reads them and what they are now", () => {
  const graph = buildGraph([
    { id: "a", source: 'import { mean } from "npm:d3-array";\nconst rows = [1];\nlet lr = rows.length;' },
    { id: "b", source: "const twice = () => lr * 2;" },
    { id: "c", source: "const rows = 2;" },
  ]);
  const rows = variableRows(graph, [value("lr", "a"), value("twice", "gone")]);
  expect(rows.map((row) => [row.name, row.cellId, row.line, row.usedIn.join(), row.value?.text ?? null])).toEqual([
    ["mean", "a", 1, "", null],
    ["rows", "a", 2, "", null],
    ["lr", "a", 3, "b", "1"],
    ["twice", "b", 1, "", null],
  ]);
  expect(rows[0]).toMatchObject({ kind: "import", from: "mean of npm:d3-array" });
});

it("finds the line that says a name as a word", () => {
  expect(lineOf("rows2;\nmyrows;\nf(rows)", "rows")).toBe(3);
  expect(lineOf("$x + 1\nx", "x")).toBe(2);
  expect(lineOf("a\n$x$", "$x$")).toBe(2);
  expect(lineOf("nothing", "x")).toBe(1);
});
