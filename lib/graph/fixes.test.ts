import { describe, expect, it } from "vitest";
import { fixesOf, renameIn } from "./fixes";
import { writeSqlCode } from "./sql/sql-code";
import { buildGraph, type NotebookGraph } from "./notebook-graph";

const graphOf = (cells: Record<string, string>): NotebookGraph =>
  buildGraph(Object.entries(cells).map(([id, source]) => ({ id, source })));

/** The notebook after the named fix of a cell. */
function fixed(cells: Record<string, string>, id: string, title: RegExp): Record<string, string> {
  const fix = fixesOf(graphOf(cells), id).find((one) => title.test(one.title));
  if (!fix) throw new Error("There is no such fix.");
  return { ...cells, ...Object.fromEntries(fix.texts) };
}
const problems = (cells: Record<string, string>) =>
  [...graphOf(cells).nodes.values()].flatMap(({ problem }) => problem?.message ?? []);

describe("renaming in a cell", () => {
  it.each([
    ["const x: number = 1;\nx + x", "const x2: number = 1;\nx2 + x2"],
    ["const o = { x: 1 }, x = o.x; f({ x })", "const o = { x: 1 }, x2 = o.x; f({ x: x2 })"],
    ["const { x, y } = o", "const { x: x2, y } = o"],
    ['import { x } from "m"; x()', 'import { x as x2 } from "m"; x2()'],
    ["let x = 1; { let x = 2; x++ } x += 1; // x", "let x2 = 1; { let x = 2; x++ } x2 += 1; // x"],
    [
      "class x { a = 1 }\nconst y: x = new x();\nfunction f(p: Map<x, typeof x>) {}",
      "class x2 { a = 1 }\nconst y: x2 = new x2();\nfunction f(p: Map<x2, typeof x2>) {}",
    ],
    [
      "function x(a: string): void;\nfunction x(a: unknown) {}\nx(`${x} x`)",
      "function x2(a: string): void;\nfunction x2(a: unknown) {}\nx2(`${x2} x`)",
    ],
  ])("%j", (before, after) => expect(renameIn(before, "x", "x2")).toBe(after));
});

describe("a name that is taken", () => {
  it("is renamed to one that nobody has", () => {
    const cells = { a: "const x = 1", b: "const x = 5; x + 1", c: "const x2 = 0" };
    expect(fixed(cells, "b", /Rename/).b).toBe("const x3 = 5; x3 + 1");
  });

  it("is made local, and what others use of the cell stays theirs", () => {
    const cells = {
      a: "const x = 1",
      b: 'import { d } from "m";\nconst x = 5;\nconst y: number = x + 1;\ny',
      c: "y",
    };
    const after = fixed(cells, "b", /local/);
    expect(after.b).toBe('import { d } from "m";\n{\n  const x = 5;\n  var y: number = x + 1;\n  y\n}');
    expect(problems(after)).toEqual([]);
  });

  it("is not made local where others need what is declared with it", () => {
    const titles = fixesOf(graphOf({ a: "const x = 1", b: "const x = 5, y = 2", c: "y" }), "b").map(
      ({ title }) => title,
    );
    expect(titles).toEqual(["Rename to x2"]);
  });
});

describe("an assignment to another cell's name", () => {
  it("makes a new name of it, here and below", () => {
    const cells = {
      a: "let data = [3, 1]",
      show: "data",
      b: "data = data.filter((one) => one > data[1])\ndata.length",
      c: "data[0]",
    };
    const after = fixed(cells, "b", /Call it data2/);
    expect(after).toEqual({
      a: "let data = [3, 1]",
      show: "data",
      b: "let data2 = data.filter((one) => one > data[1])\ndata2.length",
      c: "data2[0]",
    });
    expect(problems(after)).toEqual([]);
  });

  it("begins with the old value where it only adds to it", () => {
    expect(fixed({ a: "let n = 1", b: "for (const i of [1, 2]) n += i;\nn" }, "b", /Call it/).b).toBe(
      "let n2 = n;\nfor (const i of [1, 2]) n2 += i;\nn2",
    );
  });

  it("to a name that nobody has declares it", () => {
    expect(fixed({ a: "total = 1;\ntotal" }, "a", /Call it total here/).a).toBe("let total = 1;\ntotal");
    expect(fixed({ a: "for (i = 0; i < 3; i++) {}" }, "a", /Call it i here/).a).toBe(
      "let i;\nfor (i = 0; i < 3; i++) {}",
    );
  });
});

describe("a circle", () => {
  const merge = (cells: Record<string, string>, id: string) => fixesOf(graphOf(cells), id).map((fix) => fix.merge);

  it("becomes one cell, in the notebook's order, whichever of its cells is mended", () => {
    const cells = { a: "const x = [y + 1]", other: "0", b: "const y = z * 2", c: "const z = x.length" };
    for (const id of ["a", "b", "c"]) expect(merge(cells, id)).toEqual([["a", "b", "c"]]);
    expect(fixesOf(graphOf(cells), "other")).toEqual([]);
  });

  it("stays where one cell of it all could not be read", () => {
    const imported = 'import { d } from "m";\n';
    expect(merge({ a: `${imported}const x = d(y)`, b: `${imported}const y = d(x)` }, "a")).toEqual([]);
    const query = writeSqlCode({ name: "rows", text: "select ${limit}" });
    expect(merge({ a: query, b: "const limit = rows.length" }, "b")).toEqual([]);
  });
});

it("a notebook with ordinary habits is right after one press for each of its cells", () => {
  let cells: Record<string, string> = {
    load: 'import * as tf from "@tensorflow/tfjs";\nlet data = [5, 3, 8];\nlet i = 0;',
    clean: "data = data.filter((x) => x > 3);",
    plot: "const fig = data.map((x) => x * 2);\nfig",
    again: 'import * as tf from "@tensorflow/tfjs";\nconst fig = data.length;\nconst i = 7;\nfig + i',
    count: "total = 0;\nfor (const x of data) total += x;",
    more: "total += 1;\ntotal",
    same: "let total = 3; data = [total]; total",
  };
  for (const id of Object.keys(cells)) {
    const fix = fixesOf(graphOf(cells), id)[0];
    if (fix) cells = { ...cells, ...Object.fromEntries(fix.texts) };
  }
  expect(problems(cells)).toEqual([]);
});

describe("cells of SQL", () => {
  const sql = (name: string, text: string) => writeSqlCode({ name, text });

  it("give their result another name where it is taken", () => {
    const [fix] = fixesOf(graphOf({ a: "const rows = 1;", b: sql("rows", "select 1") }), "b");
    expect(fix).toEqual({ title: "Rename to rows2", texts: new Map(), resultNames: new Map([["b", "rows2"]]) });
  });

  it("follow a name that an assignment above them moves", () => {
    const cells = {
      a: "let n = 1;",
      b: "n = 2;",
      c: sql("q", 'select ${n + 1}, n from n join "n" using (n) -- n'),
    };
    const [fix] = fixesOf(graphOf(cells), "b");
    expect(fix?.texts.get("c")).toBe('select ${n2 + 1}, n from n2 join "n2" using (n) -- n');
  });
});
