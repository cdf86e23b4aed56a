import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellTypes } from "../doc";
import { type ClipCell, clipJson, clipText, readClip } from "./clip";

const code = (source: string): ClipCell => ({ type: "ts", source, settings: {} });
const anyCell: fc.Arbitrary<ClipCell> = fc.record({
  type: fc.constantFrom(...cellTypes),
  source: fc
    .array(fc.constantFrom("const a = 1;", "", "# %%", "// %% type=md", "a + b", "text ü", "import x from 'y';"))
    .map((lines) => lines.join("\n")),
  settings: fc.constantFrom<ClipCell["settings"]>({}, { hold: "pinned" }, { hideCode: true }),
});

describe("cells on a clipboard", () => {
  it("come back as they were, through their own type and through text alone", () => {
    fc.assert(
      fc.property(fc.array(anyCell, { minLength: 1, maxLength: 6 }), (cells) => {
        expect(readClip(clipJson(cells), "")).toEqual(cells);
        const text = clipText(cells);
        if (text.trim() !== "") expect(readClip("", text)).toEqual(cells);
      }),
    );
  });

  it("are bare code in other programs where it is one cell of code", () => {
    expect(clipText([code("const a = 1;")])).toBe("const a = 1;");
    expect(clipText([code("const a = 1;"), { type: "md", source: "# B", settings: {} }])).toContain("// # B");
  });
});

describe("what other programs left there", () => {
  it("is a cell of code, or cells where it says so, or nothing", () => {
    expect(readClip("", "print(1)\nx")).toEqual([code("print(1)\nx")]);
    expect(readClip("", "// %%\na\n\n// %% type=md\n// # B\n")).toEqual([
      code("a"),
      { type: "md", source: "# B", settings: {} },
    ]);
    expect(readClip("", " \n ")).toEqual([]);
  });

  it("is read as text where the own type holds anything else", () => {
    for (const json of ["{", "[]", '{"format":"quire-cells/1","cells":[{"type":"exe"}]}'])
      expect(readClip(json, "a")).toEqual([code("a")]);
  });
});
