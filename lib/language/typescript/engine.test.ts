import { describe, expect, it } from "vitest";
import type { PackageTypes } from "../type-bundle";
import { TestNotebook } from "./testing";

describe("types across cells", () => {
  it("knows the inferred type of a name that another cell defines", () => {
    const book = new TestNotebook({
      a: "const xs = [1, 2, 3].map(String);",
      b: "x§s.length",
      c: "const n: number = xs;",
    });
    expect(book.hover("b")).toBe("const xs: string[]");
    expect(book.errors("b")).toEqual([]);
    expect(book.errors("c")).toEqual(["Type 'string[]' is not assignable to type 'number'."]);
  });

  it("follows an edit of the other cell", () => {
    const book = new TestNotebook({ a: "const xs = 1;", b: "xs.toFixed(2)" });
    expect(book.errors("b")).toEqual([]);
    book.edit({ a: "let xs = ['one'];" });
    expect(book.errors("b")).toEqual(["Property 'toFixed' does not exist on type 'string[]'."]);
    book.edit({ a: "" });
    expect(book.errors("b")).toEqual(["Cannot find name 'xs'."]);
  });

  it("lets cells name each other whatever their order", () => {
    const book = new TestNotebook({
      a: "const twice = (n: number) => n * base;",
      b: "const base = 2; const four = twice(2);",
      c: "fo§ur",
    });
    expect([book.errors("a"), book.errors("b"), book.hover("c")]).toEqual([[], [], "const four: number"]);
  });

  it("shares classes, interfaces, generic types, enums and imports", () => {
    const book = new TestNotebook({
      a: 'import * as tf from "@tensorflow/tfjs";\ninterface Point { x: number }\nclass Box<T> { constructor(readonly value: T) {} }\ntype Pair<T> = [T, T];\nenum Colour { Red }',
      b: "const p: Point = { x: 1 }; const b = new Box(p); const q: Pair<Box<Point>> = [b, b]; const r = Colour.Red; const t: tf.Tensor2D = tf.zeros([2, 2]);",
    });
    expect([book.errors("a"), book.errors("b")]).toEqual([[], []]);
  });

  it("takes top-level await in every cell, with or without imports", () => {
    const book = new TestNotebook({
      a: "const x = await (Promise.resolve(1));",
      b: "await x§;\nfor await (const y of [x]) y.toFixed();",
    });
    expect([book.errors("a"), book.errors("b"), book.hover("b")]).toEqual([[], [], "const x: number"]);
  });

  it("completes the names of secrets, and takes others as well", () => {
    const book = new TestNotebook({
      a: 'import { secrets } from "quire";\nconst key = await secrets.get("§");',
      b: 'const other: string = await secrets.get("NOT_HERE_YET");',
    });
    expect(book.completions("a")).toEqual([]);
    book.service.setSecrets(["WEATHER_KEY", "S3_KEY"]);
    expect(book.completions("a").sort()).toEqual(["S3_KEY", "WEATHER_KEY"]);
    expect([book.errors("a"), book.errors("b")]).toEqual([[], []]);
    book.service.setSecrets(["S3_KEY"]);
    expect(book.completions("a")).toEqual(["S3_KEY"]);
  });

  it("leaves a name with the first cell that defines it, and says so in the others", () => {
    const book = new TestNotebook({ a: "const x = 1;", b: "const x = 'own'; x.length;", c: "x§" });
    expect(book.errors("b")).toEqual([
      '"x" is already defined in another cell. Rename it here, or put this cell in { } to keep it local.',
    ]);
    expect([book.errors("a"), book.hover("c")]).toEqual([[], "const x: 1"]);
  });

  it("lets a cell keep its name when a newcomer is put before it", () => {
    const book = new TestNotebook({ b: "const x = 1;", c: "x§" });
    book.service.sync({ order: ["a", "b", "c"], texts: { a: "const x = 'late';" } });
    expect([book.errors("b"), book.hover("c")]).toEqual([[], "const x: 1"]);
  });

  it("finds no quarrel in the same import, or the same type, in two cells", () => {
    const cell = 'import * as tf from "@tensorflow/tfjs"; interface Row { a: 1 }';
    const book = new TestNotebook({ a: cell, b: cell });
    expect(book.errors("b")).toEqual([]);
  });

  it("reads a cell in braces as an object, as the kernel does, and keeps its offsets", () => {
    const book = new TestNotebook({
      a: "const x = 1;",
      b: "{ sum: x, wrong: nothing§ }",
      c: "{ const x = 2; x.toFixed(); }",
    });
    expect(book.service.diagnostics({ cellIds: ["b"] }).b).toEqual([
      expect.objectContaining({ start: 17, length: 7, message: "Cannot find name 'nothing'." }),
    ]);
    expect(book.texted(book.service.references({ cellId: "a", offset: 6 }))).toEqual(["a@6:x", "b@7:x"]);
    expect(book.completions("b")).toContain("x");
    expect(book.errors("c")).toEqual([]);
  });

  it("gives a name to the next cell when its own is deleted", () => {
    const book = new TestNotebook({ a: "const x = 1;", b: "const x = 'two';", c: "x§" });
    delete book.texts.a;
    book.service.sync({ order: ["b", "c"], texts: {} });
    expect(book.hover("c")).toBe('const x: "two"');
  });

  it("refuses to assign to another cell's name, in words of the notebook", () => {
    const book = new TestNotebook({ a: "let x = 1;", b: "x = 2;" });
    expect(book.errors("b")[0]).toMatch(/^"x" belongs to another cell\./);
  });

  it("never lets an id from the document into a path or into code", () => {
    const id = '../lib/x";import"evil';
    const book = new TestNotebook({ [id]: "const x = 1;", b: "x§" });
    expect(book.hover("b")).toBe("const x: 1");
  });
});

describe("broken cells", () => {
  it("reports an open bracket in the cell's own text, once", () => {
    const book = new TestNotebook({ a: "const x = 1;\nfunction f() {\n  return x;" });
    expect(book.service.diagnostics({ cellIds: ["a"] }).a).toEqual([
      expect.objectContaining({ severity: "error", message: "'}' expected.", start: 38, length: 1 }),
    ]);
  });

  it("knows others' names inside an open brace", () => {
    const book = new TestNotebook({ a: "const xs = [1];", b: "function f() {\n  return xs.fla§" });
    expect(book.completions("b")).toContain("flat");
  });

  it("keeps the names of a cell that leaves something open", () => {
    const book = new TestNotebook({ a: "const x = 1; if (x) { `${[", b: "x.toFixed(); x.nothing;" });
    expect(book.errors("b")).toEqual(["Property 'nothing' does not exist on type '1'."]);
  });

  it("survives an empty cell and an unterminated comment", () => {
    const book = new TestNotebook({ a: "§", b: "/* open", c: "`open", d: "const d = 1" });
    expect([book.errors("a"), book.errors("b").length, book.errors("c").length, book.errors("d")]).toEqual([
      [],
      1,
      1,
      [],
    ]);
    expect(book.completions("a")).toContain("d");
  });
});

describe("completions", () => {
  it("offers names of other cells before they are typed", () => {
    const book = new TestNotebook({ a: "const accuracy = 1; interface Row { a: 1 }", b: "acc§", c: "let row: R§" });
    expect(book.completions("b")).toContain("accuracy");
    expect(book.completions("c")).toContain("Row");
  });

  it("offers members with their documentation", () => {
    const book = new TestNotebook({
      a: 'import * as tf from "@tensorflow/tfjs";',
      b: "const t = tf.tensor2d([[1]]);\nt.mat§",
    });
    expect(book.completions("b")).toContain("matMul");
    const details = book.service.completionDetails({ ...book.at("b"), name: "matMul" });
    expect(details?.signature).toContain("matMul<T>(b: tf.Tensor | tf.TensorLike");
  });

  it("offers quire's names with the import they need", () => {
    const book = new TestNotebook({ a: "const d = await datas§", b: 'import { datasets } from "quire";' });
    const entry = book.service
      .completions(book.at("a"))
      ?.entries.filter(({ name }) => name === "runs" || name === "tf");
    expect(entry).toEqual([
      expect.objectContaining({ name: "tf", source: "@tensorflow/tfjs" }),
      expect.objectContaining({ name: "runs", source: "quire" }),
    ]);
    expect(book.service.completionDetails({ ...book.at("a"), name: "runs", source: "quire" })?.edits).toEqual([
      { start: 0, length: 0, text: 'import { runs } from "quire";\n' },
    ]);
    expect(book.service.completionDetails({ cellId: "b", offset: 0, name: "runs", source: "quire" })?.edits).toEqual([
      { start: 17, length: 0, text: ", runs" },
    ]);
  });

  it("says nothing of the files and tails behind the cells", () => {
    const book = new TestNotebook({ a: "const x = 1;", b: 'x;\nimport {} from "§"' });
    expect(book.completions("b").filter((name) => /c\d|globals/.test(name))).toEqual([]);
    expect(book.completions("b")).toContain("quire");
  });
});

describe("libraries", () => {
  it("types TensorFlow.js, its chained operations, Plot and quire", () => {
    const book = new TestNotebook({
      a: 'import * as tf from "@tensorflow/tfjs";\nimport * as Plot from "@observablehq/plot";\nimport { datasets, runs } from "quire";',
      b: 'const digits = await datasets.load("digits");\nconst xs = digits.tensor(["a", "b"]).div(16);\nconst model = tf.sequential();\nmodel.add(tf.layers.dense({ units: 1, inputShape: [2] }));\nmodel.compile({ loss: "meanSquaredError", optimizer: tf.train.adam(0.1) });\nconst run = await runs.start("mlp", { params: { lr: 0.1 } });\nawait model.fit(xs, xs, { epochs: 1, callbacks: run.fitCallbacks() });',
      c: "Plot.plot({ marks: [Plot.dot([{ a: 1 }], { x: 'a' })] }).outerHTML",
    });
    expect([book.errors("a"), book.errors("b"), book.errors("c")]).toEqual([[], [], []]);
  });

  it("knows the globals of a kernel, and none of a page", () => {
    const book = new TestNotebook({
      a: "console.log(await (await fetch('x', { signal: new AbortController().signal })).json(), structuredClone([1]), performance.now(), crypto.randomUUID(), new URL('x'), new TextDecoder(), setTimeout(() => 1, 1));\nconst g = new OffscreenCanvas(1, 1).getContext('2d')!; g.fillRect(0, 0, 1, 1); new ImageData(1, 1);",
      b: "document.body",
      c: "window.alert(1)",
    });
    expect(book.errors("a")).toEqual([]);
    expect([book.errors("b").length, book.errors("c").length]).toEqual([1, 1]);
  });

  it("says which modules there are when a cell imports another", () => {
    const book = new TestNotebook({ a: 'import _ from "lodash";' });
    expect(book.errors("a")).toEqual([
      'There is no module "lodash" here. A cell can import "quire", "@tensorflow/tfjs", "@observablehq/plot", and packages as "npm:name".',
    ]);
    expect(book.fixes("a")).toEqual([
      { title: 'Take "lodash" from npm', edits: [{ start: 15, length: 6, text: "npm:lodash" }] },
    ]);
  });

  it("shows what an argument is for", () => {
    const book = new TestNotebook({ a: 'import { datasets } from "quire";\ndatasets.load(§' });
    const help = book.service.signatureHelp({ ...book.at("a"), trigger: "(", retrigger: false });
    expect(help?.signatures[0]?.label).toContain("load(name: string, options?: {");
    expect(help?.signatures[0]?.documentation).toContain("Loads a dataset of the workspace");
  });
});

describe("navigation", () => {
  const cells = {
    a: "const total = 1;\nconst other = total;",
    b: "const sum = tot§al + total;",
    c: "function open() {\n  return total;",
  };

  it("finds the definition in another cell", () => {
    const book = new TestNotebook(cells);
    expect(book.texted(book.service.definitions(book.at("b")))).toEqual(["a@6:total"]);
    expect(book.texted(book.service.definitions({ cellId: "c", offset: book.texts.c!.indexOf("total") }))).toEqual([
      "a@6:total",
    ]);
  });

  it("finds every use over all cells, broken ones too", () => {
    const book = new TestNotebook(cells);
    expect(book.texted(book.service.references(book.at("b"))).sort()).toEqual([
      "a@31:total",
      "a@6:total",
      "b@12:total",
      "b@20:total",
      "c@27:total",
    ]);
  });

  it("renames over all cells, and changes nothing outside their texts", () => {
    const book = new TestNotebook({ ...cells, d: "const box = { total };" });
    expect(book.service.renameTarget(book.at("b"))).toEqual({ ok: true, start: 12, length: 5, name: "total" });
    book.rename("b", "amount");
    expect(book.texts).toEqual({
      a: "const amount = 1;\nconst other = amount;",
      b: "const sum = amount + amount;",
      c: "function open() {\n  return amount;",
      d: "const box = { total: amount };",
    });
  });

  it("renames what a cell imports without a change of what is imported", () => {
    const book = new TestNotebook({ a: 'import { runs } from "quire";', b: "ru§ns.start; const all = { runs };" });
    book.rename("b", "trainings");
    expect(book.texts).toEqual({
      a: 'import { runs as trainings } from "quire";',
      b: "trainings.start; const all = { runs: trainings };",
    });
    expect([book.errors("a"), book.errors("b")]).toEqual([[], []]);
  });

  it("renames members over all cells, and a local name only where it lives", () => {
    const book = new TestNotebook({
      a: "interface Row { lab§el: string }",
      b: "const row: Row = { label: 'x' }; row.label;",
      c: "const lengths = [row].map((§it) => it.label.length + lengthOf(row)); function lengthOf(it: Row) { return it.label.length; }",
    });
    book.rename("a", "title");
    expect(book.texts.b).toBe("const row: Row = { title: 'x' }; row.title;");
    book.service.rename({ cellId: "c", offset: 28, newName: "one" });
    expect(book.rename("c", "one")).toBeNull();
    expect(book.texts.c).toContain("map((one) => one.title.length + lengthOf(row)); function lengthOf(it: Row)");
  });

  it("refuses a new name that is none, or that is taken", () => {
    const book = new TestNotebook({ a: "const x§ = 1;", b: "const y = x;" });
    expect(["class", "two words", "", "y", "x1"].map((name) => book.rename("a", name))).toEqual([
      '"class" is not a name.',
      '"two words" is not a name.',
      '"" is not a name.',
      '"y" is already defined in another cell.',
      null,
    ]);
  });

  it("offers the import that an unknown name needs", () => {
    const book = new TestNotebook({ a: "tf.zeros([1])" });
    const [error] = book.service.diagnostics({ cellIds: ["a"] }).a!;
    const fixes = book.service.quickFixes({
      cellId: "a",
      span: { start: error!.start, length: error!.length },
      codes: [error!.code],
    });
    expect(fixes[0]).toEqual({
      title: 'Import tf from "@tensorflow/tfjs"',
      edits: [{ start: 0, length: 0, text: 'import * as tf from "@tensorflow/tfjs";\n' }],
    });
  });

  it("offers a free name for one that is taken", () => {
    const book = new TestNotebook({ a: "const x = 1; const x2 = 2;", b: "const x = 'b'; const o = { x }; x.length;" });
    const [fix] = book.fixes("b");
    expect(fix?.title).toBe('Rename "x" to "x3" in this cell');
    book.apply(fix?.edits.map((edit) => ({ ...edit, cellId: "b" })) ?? []);
    expect(book.texts.b).toBe("const x3 = 'b'; const o = { x: x3 }; x3.length;");
    expect(book.errors("b")).toEqual([]);
  });
});

describe("packages", () => {
  const types = {
    entry: "/node_modules/d3-array/src/index.d.ts",
    files: {
      "/node_modules/d3-array/src/index.d.ts":
        'import { Range } from "internmap";\nexport declare function extent(xs: number[]): Range;',
      "/node_modules/internmap/index.d.ts": "export type Range = [number, number];",
    },
  };

  it("are of any type until their declarations come, and then of theirs", () => {
    const book = new TestNotebook({
      a: 'import { extent } from "npm:d3-array@3";\nimport helper from "npm:helper";',
      b: "const r§ = extent([1]); helper.anything; r.nothing;",
    });
    expect([book.errors("a"), book.errors("b"), book.hover("b")]).toEqual([[], [], "const r: any"]);
    expect(book.service.diagnostics({ cellIds: ["a"] }).a).toContainEqual(
      expect.objectContaining({
        severity: "hint",
        message: "The types of d3-array@3 come when the notebook has fetched it.",
      }),
    );
    book.service.setPackages(
      new Map<string, PackageTypes>([
        ["npm:d3-array@3", types],
        ["npm:helper", { entry: null, files: {} }],
      ]),
    );
    expect(book.hover("b")).toBe("const r: Range");
    expect(book.errors("b")).toEqual(["Property 'nothing' does not exist on type 'Range'."]);
    expect(book.service.diagnostics({ cellIds: ["a"] }).a).toEqual([]);
  });

  it("offer what they export for a name that nothing defines", () => {
    const book = new TestNotebook({ a: 'import { extent } from "npm:d3-array@3"; extent([1]);', b: "1" });
    book.service.setPackages(new Map([["npm:d3-array@3", types]]));
    book.edit({ a: 'import * as array from "npm:d3-array@3";', b: "extent([1]); d3.mean([1]);" });
    expect(book.fixes("b").map(({ title }) => title)).toEqual([
      'Import extent from "npm:d3-array@3"',
      'Import d3 from "npm:d3"',
    ]);
  });

  it("complete inside the quotes of an import", () => {
    const book = new TestNotebook({ a: 'import {} from "npm§"' });
    book.service.setPackages(new Map([["npm:d3-array@3", types]]));
    expect(book.completions("a")).toContain("npm:d3-array@3");
  });
});
