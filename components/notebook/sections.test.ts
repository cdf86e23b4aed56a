import { describe, expect, it } from "vitest";
import type { CellSource } from "@/lib/notebook/doc";
import { headingsOf, hiddenCells, outlineOf, sectionOf, withHeading } from "./sections";

const md = (id: string, source: string): CellSource => ({ id, type: "md", source });
const ts = (id: string): CellSource => ({ id, type: "ts", source: "# not a heading" });

const cells = [
  md("t", "# Title\n\nprose"),
  ts("a"),
  md("d", "## Data"),
  ts("b"),
  ts("c"),
  md("m", "## Model"),
  ts("e"),
  md("z", "# End"),
  ts("f"),
];

describe("headings", () => {
  it("are found in Markdown, without their marks", () => {
    expect(headingsOf("# A *b* [c](x) `d` #\ntext\n### Deep")).toEqual([
      { level: 1, text: "A b c d" },
      { level: 3, text: "Deep" },
    ]);
  });

  it("are not found in code blocks", () => {
    expect(headingsOf("```\n# no\n```\n# yes")).toEqual([{ level: 1, text: "yes" }]);
  });

  it("make the contents of a notebook, from Markdown cells only", () => {
    expect(outlineOf(cells).map(({ cellId, level }) => [cellId, level])).toEqual([
      ["t", 1],
      ["d", 2],
      ["m", 2],
      ["z", 1],
    ]);
  });
});

describe("folded sections", () => {
  it("hide what is below up to the next heading as high", () => {
    expect([...hiddenCells(cells, new Set(["d"]))]).toEqual(["b", "c"]);
    expect([...hiddenCells(cells, new Set(["t"]))]).toEqual(["a", "d", "b", "c", "m", "e"]);
  });

  it("hide nothing when no section is folded, or the folded cell lost its heading", () => {
    expect(hiddenCells(cells, new Set()).size).toBe(0);
    expect(hiddenCells(cells, new Set(["a"])).size).toBe(0);
  });

  it("know the cell that heads them", () => {
    expect(sectionOf(cells, "c")).toBe("d");
    expect(sectionOf(cells, "d")).toBe("d");
    expect(sectionOf([ts("x")], "x")).toBeNull();
  });
});

it("a heading replaces the level that was there", () => {
  expect(withHeading("### Old\nrest", 1)).toBe("# Old\nrest");
  expect(withHeading("plain", 2)).toBe("## plain");
});
