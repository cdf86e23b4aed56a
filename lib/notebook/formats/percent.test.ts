import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ts } from "@/lib/language/typescript/compiler";
import { type CellType, cellTypes } from "../doc";
import type { FileCell, NotebookFile } from "../notebook-file";
import { formatPercent, parsePercent } from "./percent";

const makeId = () => "made";
const cell = (id: string, source: string, type: CellType = "ts", settings: FileCell["settings"] = {}): FileCell => ({
  id,
  type,
  source,
  settings,
});
const notebook = (cells: FileCell[], more: Partial<NotebookFile> = {}): NotebookFile => ({
  title: null,
  meta: {},
  ...more,
  cells,
});

/** What the compiler says of the text alone. */
function syntaxErrors(text: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(text, {
    reportDiagnostics: true,
    fileName: "notebook.ts",
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  });
  return diagnostics.map(
    ({ messageText, start = 0 }) =>
      `${ts.flattenDiagnosticMessageText(messageText, " ")} at ${text.slice(start, start + 40)}`,
  );
}

/** Names that the module declares twice. */
function repeatedNames(text: string): string[] {
  const host = ts.createCompilerHost({});
  const file = ts.createSourceFile("notebook.ts", text, ts.ScriptTarget.ESNext);
  const program = ts.createProgram(
    ["notebook.ts"],
    { noLib: true, noResolve: true, types: [] },
    {
      ...host,
      getSourceFile: (name) => (name === "notebook.ts" ? file : undefined),
    },
  );
  return program
    .getSemanticDiagnostics(file)
    .filter(({ code }) => [2300, 2440, 2451].includes(code))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

const back = (text: string) => {
  const { title, cells, meta } = parsePercent(text, makeId);
  return { title, cells, meta };
};

describe("percent format", () => {
  it("writes a module that people can read", () => {
    const text = formatPercent(
      notebook([cell("intro", "# A tour\n\nof things", "md"), cell("sum", "const x = 1;\nx + 1;")], {
        title: "A tour",
      }),
    );
    expect(text).toBe(
      "// title: A tour\nexport {};\n\n// %% id=intro type=md\n// # A tour\n//\n// of things\n\n// %% id=sum type=ts\nconst x = 1;\nx + 1;\n",
    );
  });

  it("puts what a cell needs before it, and says where that stands on the page", () => {
    const cells = [
      cell("use", "total + 1"),
      cell("note", "why", "md"),
      cell("def", "const total = one + one;"),
      cell("one", "const one = 1;"),
    ];
    const text = formatPercent(notebook(cells));
    expect(text.match(/^\/\/ %%.*$/gm)).toEqual([
      "// %% id=one type=ts after=def",
      "// %% id=def type=ts after=note",
      "// %% id=use type=ts",
      "// %% id=note type=md",
    ]);
    expect(back(text).cells).toEqual(cells);
  });

  it("declares each name once: a second import is left out, a second definition and broken text are comments", () => {
    const cells = [
      cell("a", 'import { mean } from "npm:d3-array@3";\nconst x = mean([1]);'),
      cell("b", 'import { mean, max } from "npm:d3-array@3";\nmax([1]);'),
      cell("c", "const x = 2;"),
      cell("d", "const = ;"),
      cell("e", "{ answer: 42, of: x }"),
      cell("f", "[1, 2].map(String)"),
    ];
    const text = formatPercent(notebook(cells));
    expect(text).toContain(
      'import { max } from "npm:d3-array@3"; // %%+\n// %%- import { mean, max } from "npm:d3-array@3";\nmax([1]);',
    );
    expect(text).toContain("// %% id=c type=ts off=duplicate\n// const x = 2;");
    expect(text).toContain("// %% id=d type=ts off=syntax\n// const = ;");
    expect(text).toContain("( // %%+\n{ answer: 42, of: x }\n); // %%+");
    expect(syntaxErrors(text)).toEqual([]);
    expect(repeatedNames(text)).toEqual([]);
    expect(back(text).cells).toEqual(cells);
  });

  it("says on which line of the file a cell's text begins", () => {
    const text = formatPercent(notebook([cell("a", "1"), cell("b", "[2]\n3")]));
    const { lines } = parsePercent(text, makeId);
    expect(text.split("\n")[(lines.get("b") ?? 0) - 1]).toBe("[2]");
    expect(text.split("\n")[(lines.get("a") ?? 0) - 1]).toBe("1");
  });

  const strange = fc.constantFrom(
    "",
    " ",
    "// %% id=x type=md",
    "// %%- x",
    "1 // %%+",
    "1 // \\%%+",
    "// \\%%",
    "%%",
    "%%- a",
    "//",
    "// ",
    "*/",
    "/* */",
    '"// %% id=q type=md"',
    "`\n// %% id=t type=ts\n`",
    "a\r",
    "b\u2028c",
    "\\u2028 \\",
    "\ud83d",
    "🦉 ünïcödé",
    'import { mean } from "npm:d3-array@3";',
    'import { mean, max as most } from "npm:d3-array@3"',
    'import * as tf from "@tensorflow/tfjs"; tf.memory();',
    "const a = b + 1",
    "const b = c",
    "const c = 3",
    "function f() { return g(); }",
    "function g() { return a; }",
    "[1, 2].length",
    "(a).x",
    "(@",
    "`${a}`",
    "/a/.test('a')",
    "-1",
    "{ a: 1, b }",
    "type T = { a: number }",
    "let x: T = { a: 1 }",
    "await f();",
    "x = 5",
    "select * from x where n > ${f} -- a",
    "with rows as (from x) from rows; // %%+",
  );
  const settings = fc
    .dictionary(fc.stringMatching(/^[a-z ="{}]{1,8}$/), fc.jsonValue())
    .map((map) => JSON.parse(JSON.stringify(map)) as FileCell["settings"]);
  /** What an SQL cell calls its result. */
  const named = fc.constantFrom<FileCell["settings"]>(
    {},
    { name: "rows" },
    { name: "x" },
    { name: "my table" },
    { name: "class" },
  );
  const title = fc.option(fc.string().map((text) => text.replace(/\s+/g, " ").trim()));
  const id = fc.oneof(
    { weight: 9, arbitrary: fc.stringMatching(/^[a-z0-9]{1,20}$/) },
    fc.string({ minLength: 1, unit: "grapheme" }),
  );
  const lineOf = (unit: "binary" | "grapheme-ascii") =>
    fc.oneof({ weight: 4, arbitrary: strange }, { weight: 1, arbitrary: fc.string({ unit }) });
  const notebookOf = (unit: "binary" | "grapheme-ascii") => {
    const source = fc.array(lineOf(unit), { minLength: 1, maxLength: 5 }).map((lines) => lines.join("\n"));
    const cells = fc.uniqueArray(
      fc
        .record({ id, type: fc.constantFrom("ts" as const, ...cellTypes), source, settings, named })
        .map(({ named: name, settings: others, ...cell }) => ({ ...cell, settings: { ...others, ...name } })),
      { selector: (one) => one.id, maxLength: 8 },
    );
    return fc.record({ title, cells, meta: settings });
  };

  it("declares what SQL cells give, and puts what they need before them", () => {
    const cells = [
      cell("use", "found.length"),
      cell("ask", "select * from rows where n > ${least}", "sql", { name: "found" }),
      cell("least", "const least = 1;"),
      cell("rows", "const rows = [{ n: 1 }, { n: 2 }];"),
    ];
    const text = formatPercent({ title: null, cells, meta: {} });
    expect(text).toContain(
      '// select * from rows where n > ${least}\ndeclare const found: import("quire").QueryResult; // %%+\n',
    );
    expect(Array.from(text.matchAll(/id=(\w+)/g), ([, id]) => id)).toEqual(["least", "rows", "ask", "use"]);
    expect(back(text).cells).toEqual(cells);
  });

  it("reads back every notebook it writes, whatever lies in it", () => {
    fc.assert(
      fc.property(notebookOf("binary"), (one) => {
        const text = formatPercent(one);
        expect(back(text)).toEqual(one);
        expect(back(text.replaceAll("\n", "\r\n")).cells.length).toBe(one.cells.length);
      }),
      { numRuns: 250 },
    );
  });

  it("writes what the compiler takes for a module, whatever lies in it", () => {
    fc.assert(
      // Not every letter of the newest Unicode: the compiler's table of them may be older than the parser's.
      fc.property(notebookOf("grapheme-ascii"), (one) => {
        const text = formatPercent(one);
        expect(syntaxErrors(text)).toEqual([]);
        expect(repeatedNames(text)).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it("reads any text to a notebook that is written and read as the same", () => {
    const text = fc.array(lineOf("binary"), { maxLength: 12 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, (one) => {
        let made = 0;
        const first = parsePercent(one, () => `made${made++}`);
        expect(back(formatPercent(first))).toEqual({
          title: first.title?.replace(/\s+/g, " ").trim() ?? null,
          cells: first.cells,
          meta: first.meta,
        });
      }),
    );
  });

  it("reads files written by hand: no ids, no empty lines, CRLF", () => {
    expect(parsePercent("\ufeff// %%\r\nlet a = 1\r\n// %% type=md\r\n// hello\r\n//\r\n", makeId).cells).toEqual([
      cell("made", "let a = 1"),
      cell("made", "hello\n", "md"),
    ]);
  });

  it("names a repeated id anew and reads an unknown type as Markdown", () => {
    let n = 0;
    const { cells: read } = parsePercent("// %% id=a type=ts\n1\n\n// %% id=a type=cobol\n// x\n", () => `new${n++}`);
    expect(read.map(({ id, type }) => [id, type])).toEqual([
      ["a", "ts"],
      ["new0", "md"],
    ]);
  });

  it("keeps cells whose places were written in a circle", () => {
    const text = "// %% id=a after=b\n1\n\n// %% id=b after=a\n2\n\n// %% id=c\n3\n";
    expect(
      parsePercent(text, makeId)
        .cells.map(({ id }) => id)
        .sort(),
    ).toEqual(["a", "b", "c"]);
  });

  it("takes five thousand cells, and a cell of a megabyte", () => {
    const many = Array.from({ length: 5000 }, (_, i) => cell(`c${i}`, `const n${i} = n${i - (i % 100) + 99} + 1;`));
    const large = cell("large", `const text = "${"x".repeat(1_000_000)}";`);
    const one = notebook([...many, large]);
    expect(back(formatPercent(one))).toEqual(one);
  });
});
