import { describe, expect, it } from "vitest";
import { analyseCell } from "./analyse-cell";

const names = (source: string) => analyseCell(source).defines.map(({ name }) => name);
const problem = (source: string) => analyseCell(source).problem;

describe("what a cell defines", () => {
  it("finds every kind of top-level name and no inner one", () => {
    const source = `
      import * as tf from "@tensorflow/tfjs"; import d, { x as y, type T } from "m"; import type { Z } from "m";
      const a = 1, { b, c: [e, ...f], ...g } = o; let h; var i;
      function j(k) { var l; const m = k; } class N {} enum O { P } type Q = number; interface R {}
      for (const s of []) { var t = 1; let u; } { const v = 1; var w; }
      class X { static { var inBlock = 1; } }
      declare const ambient: number; abstract class Y {}`;
    expect(names(source).sort()).toEqual([
      "N",
      "O",
      "X",
      "Y",
      "a",
      "b",
      "d",
      "e",
      "f",
      "g",
      "h",
      "i",
      "j",
      "t",
      "tf",
      "w",
      "y",
    ]);
  });

  it("says where a name is and how it was declared", () => {
    const { defines } = analyseCell("const a: Map<string, number> = new Map(),\n  b = 2;\nexport function f() {}");
    expect(defines).toEqual([
      { name: "a", kind: "const", line: 1, column: 7 },
      { name: "b", kind: "const", line: 2, column: 3 },
      { name: "f", kind: "function", line: 3, column: 17 },
    ]);
  });
});

describe("what a cell uses", () => {
  it("finds free names, not properties, labels, types or parameters", () => {
    const { uses } = analyseCell(
      "outer: for (;;) { obj.prop = free[key]; break outer; }\nconst z: Type = ((p) => p + q)(1);",
    );
    expect(new Set(uses)).toEqual(new Set(["obj", "free", "key", "q"]));
  });

  it("tells names read by the cell from names that its functions read when called", () => {
    const analysis = analyseCell(
      "function f() { return later }\nconst g = () => f() + much; class K { m() { return inMethod } static s = now; x = onNew }\n[1].map(() => atOnce); const o = { h() { return inObject } }",
    );
    expect(new Set(analysis.uses)).toEqual(new Set(["now", "atOnce"]));
    expect(analysis.deferredUses).toEqual({
      f: ["later"],
      g: ["f", "much"],
      K: ["inMethod", "onNew"],
      o: ["inObject"],
    });
  });

  it("lists imported modules once each statement", () => {
    expect(analyseCell('import a from "x";\nimport "y";').imports).toEqual(["x", "y"]);
  });
});

describe("what a cell may not do", () => {
  it.each([
    ["let x = ;", 1, 9, "Unexpected"],
    ["const a = 1;\nconst a = 2;", 2, 7, "already been declared"],
    ["const s = `abc", 1, 12, "Unterminated"],
    ["function f() {\n  return 1", 2, 11, "ends too early"],
    ["@dec class A {}", 1, 1, "Decorators"],
  ])("points at the place of a syntax error: %j", (source, line, column, words) => {
    expect(problem(source)).toMatchObject({ code: "syntax", line, column });
    expect(problem(source)?.message).toContain(words);
  });

  it("says so where the parser itself gives up without a place", () => {
    expect(problem("(@\n")).toMatchObject({ code: "syntax" });
  });

  it("refuses namespaces, which would vanish without a word, but not their declarations or the word in text", () => {
    expect(problem("const a = 1;\nnamespace N { export const b = 1 }")).toMatchObject({ code: "unsupported", line: 2 });
    expect(problem("declare namespace N { const b: number }")).toBeNull();
    expect(problem("const text = `\nnamespace N {`")).toBeNull();
  });

  it("refuses to assign to a name it does not declare, at the place", () => {
    expect(problem("const a = 1;\n  total += a;")).toMatchObject({
      code: "assignment",
      names: ["total"],
      line: 2,
      column: 3,
    });
    expect(problem("for (other of []) {}")).toMatchObject({ code: "assignment" });
    expect(problem("({ a: other } = o)")).toMatchObject({ code: "assignment" });
    expect(problem("let own; own = 1; own++; obj.field = 2; function f() { own = 3 }")).toBeNull();
  });

  it.each(["export default 1", 'export * from "m"', 'export { a } from "m"', "const __quire = 1", "__quire_0"])(
    "refuses %j",
    (source) => {
      expect(problem(source)?.code).toBe("unsupported");
    },
  );
});

describe("a cell that is one object", () => {
  it.each(["{ a: 1 }", "{ a: 1, b: x }", "  {\n a,\n}"])("reads %j as an expression", (source) => {
    expect(problem(source)).toBeNull();
    expect(names(source)).toEqual([]);
  });
  it("still reads a block as a block", () => {
    expect(problem("{ const local = 1; }")).toBeNull();
  });
});
