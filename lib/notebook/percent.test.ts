import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellTypes } from "./doc";
import { formatPercent, parsePercent } from "./percent";

const makeId = () => "made";

describe("percent format", () => {
  it("writes a module that people can read", () => {
    const text = formatPercent({
      title: "A tour",
      cells: [
        { id: "intro", type: "md", source: "# A tour\n\nof things" },
        { id: "sum", type: "ts", source: "const x = 1;\nx + 1;" },
      ],
    });
    expect(text).toBe(
      "// title: A tour\n\n// %% id=intro type=md\n// # A tour\n//\n// of things\n\n// %% id=sum type=ts\nconst x = 1;\nx + 1;\n",
    );
  });

  it("reads back every notebook it writes", () => {
    const line = fc.oneof(
      fc.constantFrom("", "// %% id=x type=md", "// \\%%", "%%", "//", "// ", "a\r", " "),
      fc.string(),
    );
    const source = fc.array(line, { minLength: 1 }).map((lines) => lines.join("\n"));
    const cells = fc.uniqueArray(
      fc.record({ id: fc.stringMatching(/^[a-z0-9]{1,20}$/), type: fc.constantFrom(...cellTypes), source }),
      {
        selector: (cell) => cell.id,
      },
    );
    const title = fc.option(fc.string().map((t) => t.replace(/\s+/g, " ").trim()));
    fc.assert(
      fc.property(fc.record({ title, cells }), (notebook) => {
        expect(parsePercent(formatPercent(notebook), makeId)).toEqual(notebook);
      }),
      { numRuns: 500 },
    );
  });

  it("reads files written by hand: no ids, no empty lines, CRLF", () => {
    expect(parsePercent("// %%\r\nlet a = 1\r\n// %% type=md\r\n// hello\r\n//\r\n", makeId).cells).toEqual([
      { id: "made", type: "ts", source: "let a = 1" },
      { id: "made", type: "md", source: "hello\n" },
    ]);
  });

  it("names a repeated id anew and reads an unknown type as Markdown", () => {
    let n = 0;
    const { cells } = parsePercent("// %% id=a type=ts\n1\n\n// %% id=a type=cobol\n// x\n", () => `new${n++}`);
    expect(cells.map(({ id, type }) => [id, type])).toEqual([
      ["a", "ts"],
      ["new0", "md"],
    ]);
  });
});
