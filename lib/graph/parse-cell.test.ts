import { transform } from "sucrase";
import { describe, expect, it } from "vitest";
import { PositionMap } from "./position-map";
import { parseCell } from "./parse-cell";

const withoutTypes = (source: string) =>
  transform(source, {
    transforms: ["typescript"],
    disableESTransforms: true,
    keepUnusedImports: true,
    preserveDynamicImport: true,
  }).code;

describe("a cell without types", () => {
  it.each([
    "1 + 1",
    'import { mean } from "npm:d3-array@3";\nconst { a, b = 2, ...rest } = await f(x);\n`${a} of ${b}`',
    "type\nFoo = 1",
    "for (const [key, value] of entries) { if (key > 2) break; else continue; }",
    "x\n!y",
    "export const loss = async function* () { yield* other(); };",
    "label: while (true) { a ??= b?.c?.[d] ** 2; break label; }",
  ])("is read as it stands, as by the way that takes types away: %j", (source) => {
    expect(parseCell(source).js).toBe(source);
    expect(withoutTypes(source)).toBe(source);
  });

  it("is read also where the way that takes types away stumbles", () => {
    const source = "const pick = (a) => a ? (b) : c => d;";
    expect(() => withoutTypes(source)).toThrow("expected");
    expect(parseCell(source).js).toBe(source);
  });

  it("leads each place back to itself", () => {
    const source = "const first = 1;\n  second(first, `a`);";
    const { map, shift } = parseCell(source);
    expect(new PositionMap([map()], shift).original({ line: 2, column: 10 })).toEqual({ line: 2, column: 10 });
  });
});

describe("what JavaScript and TypeScript read differently", () => {
  it.each([
    ["const t = f<a>(b);", "const t = f(b);"],
    ["class A { declare x: number; y }", "class A { ; y }"],
  ])("is read as TypeScript: %j", (source, js) => {
    expect(parseCell(source).js).toBe(js);
  });
});
