import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildGraph } from "@/lib/graph/notebook-graph";
import type { OutputChunk } from "@/lib/protocol/output";
import { cellTypes } from "../doc";
import type { FileCell, NotebookFile } from "../notebook-file";
import { importFile } from "./import-file";
import { readMarkdown, writeMarkdown } from "./markdown";
import { formatPercent } from "./percent";
import { readIpynb } from "./read-ipynb";
import { writeIpynb } from "./write-ipynb";

let made = 0;
const makeId = () => `made${made++}`;

const chunks: OutputChunk[] = [
  { kind: "console", level: "log", bundles: [{ "text/plain": "loaded" }, { "text/plain": "3 rows" }] },
  { kind: "console", level: "error", bundles: [{ "text/plain": "careful" }] },
  { kind: "display", id: "d1", bundle: { "image/png": "iVBORw0KGgo=", "text/plain": "<canvas>" } },
  { kind: "display", id: "d2", bundle: { "image/svg+xml": "<svg>é</svg>", "text/plain": "<svg>" } },
  { kind: "progress", id: "p", label: "epoch", value: 3, total: 20, elapsedMs: 5 },
  {
    kind: "result",
    bundle: {
      "application/vnd.quire.table+json": {
        columns: [
          { name: "a|b", type: "number" },
          { name: "c", type: "string" },
        ],
        rows: [
          [1, "x"],
          [null, "y\nz"],
        ],
        total: 2,
      },
      "text/plain": "a|b  c\n1    x",
    },
  },
  { kind: "truncated", reason: "Too much." },
  { kind: "error", error: { name: "TypeError", message: "no", line: 2, stack: ["at line 2"] } },
];
const sample: NotebookFile = {
  title: "Sample",
  meta: { packages: { "d3-array": "3.2.4" } },
  cells: [
    { id: "intro", type: "md", source: "# Sample\n\n`code` <!-- %% -->", settings: {} },
    { id: "load", type: "ts", source: "const lr = 0.1;\nlr", settings: { hideCode: true, parameters: true } },
    { id: "ask-1", type: "sql", source: "select 1 -- ```", settings: { name: "rows" } },
    { id: "odd id, not Jupyter's", type: "ts", source: "\n```\n", settings: {} },
  ],
};
const outputs = new Map([["load", { number: 4, chunks }]]);

const line = fc.oneof(
  fc.constantFrom(
    "",
    "```",
    "````ts",
    "<!-- %% x -->",
    "<!-- output -->",
    "<!-- \\/output -->",
    "---",
    "*/",
    "# a",
    "a\r",
    "%%",
  ),
  fc.string({ unit: "binary" }),
);
const cells = fc.uniqueArray(
  fc.record({
    id: fc.stringMatching(/^[a-z0-9-]{1,20}$/),
    type: fc.constantFrom(...cellTypes),
    source: fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join("\n")),
    settings: fc
      .record({ name: fc.option(fc.constantFrom("rows", "query2", "my table", "class"), { nil: undefined }) })
      .chain((named) =>
        fc
          .dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue())
          .map((map) => JSON.parse(JSON.stringify({ ...map, ...named })) as FileCell["settings"]),
      ),
  }),
  { selector: (one) => one.id, maxLength: 6 },
);

describe("Markdown", () => {
  it("reads back every notebook it writes, with outputs or without", () => {
    fc.assert(
      fc.property(fc.option(fc.string()), cells, fc.boolean(), (title, all, withOutputs) => {
        const one: NotebookFile = { title, cells: all, meta: sample.meta };
        const shown = new Map(withOutputs ? all.map(({ id }) => [id, { number: 1, chunks }] as const) : []);
        expect(readMarkdown(writeMarkdown(one, shown), makeId).notebook).toEqual(one);
      }),
      { numRuns: 150 },
    );
  });

  it("shows text, tables and pictures of the outputs", () => {
    const text = writeMarkdown(sample, outputs);
    expect(text).toContain("```text\nloaded 3 rows\ncareful\n```");
    expect(text).toContain("| a\\|b | c |\n| --: | --- |\n| 1 | x |\n|  | y z |");
    expect(text).toContain("![output](data:image/png;base64,iVBORw0KGgo=)");
  });

  it("takes the code out of any other Markdown", () => {
    const text =
      "---\ntitle: 'A walk'\n---\n\nFirst.\n\n```ts\nconst a = 1;\n```\n\nThen:\n\n````python\nprint(1)\n```ts\n````\n\n~~~sql\nselect 1\n~~~\n\n```js\nunfinished";
    const { notebook } = readMarkdown(text, makeId);
    expect(notebook.title).toBe("A walk");
    expect(notebook.cells.map(({ type, source }) => [type, source])).toEqual([
      ["md", "First."],
      ["ts", "const a = 1;"],
      ["md", "Then:\n\n````python\nprint(1)\n```ts\n````"],
      ["sql", "select 1"],
      ["ts", "unfinished"],
    ]);
  });
});

describe(".ipynb", () => {
  it("is read back with every text, type and setting", () => {
    fc.assert(
      fc.property(fc.option(fc.string({ unit: "grapheme" })), cells, (title, all) => {
        const one: NotebookFile = {
          title,
          meta: sample.meta,
          // Jupyter keeps texts in UTF-8, and lines as everyone has them.
          cells: all.map((cell) => ({
            ...cell,
            source: cell.source.replace(/\r\n?/g, "\n").replace(/\p{Surrogate}/gu, "?"),
          })),
        };
        const { notebook } = readIpynb(writeIpynb(one, new Map()), makeId);
        const magic = /^\s*(%|!|\?)/m;
        expect(notebook.cells.filter(({ source }) => !magic.test(source))).toEqual(
          one.cells.filter(({ source }) => !magic.test(source)),
        );
        expect({ title: notebook.title, meta: notebook.meta }).toEqual({ title, meta: sample.meta });
      }),
      {
        numRuns: 100,
        examples: [
          [null, [{ id: "-", type: "ts", source: "", settings: JSON.parse('{"a":{"__proto__":null}}') as never }]],
        ],
      },
    );
    expect(readIpynb(writeIpynb(sample, outputs), makeId).notebook).toEqual(sample);
  });

  it("folds what Jupyter folds, though it said otherwise when it left", () => {
    const file = JSON.parse(writeIpynb(sample, outputs)) as { cells: { metadata: { jupyter?: object } }[] };
    if (file.cells[1]) file.cells[1].metadata.jupyter = { outputs_hidden: true };
    const { notebook } = readIpynb(JSON.stringify(file), makeId);
    expect(notebook.cells[1]?.settings).toEqual({ hideOutput: true, parameters: true });
  });

  it("has the outputs as Jupyter writes them", () => {
    const { cells: written } = JSON.parse(writeIpynb(sample, outputs)) as {
      cells: { outputs?: { output_type: string }[] }[];
    };
    expect(written[1]).toMatchObject({
      cell_type: "code",
      execution_count: 4,
      metadata: { tags: ["parameters"], jupyter: { source_hidden: true } },
      outputs: [
        { output_type: "stream", name: "stdout", text: ["loaded 3 rows\n"] },
        { output_type: "stream", name: "stderr", text: ["careful\n"] },
        { output_type: "display_data", data: { "image/png": "iVBORw0KGgo=", "text/plain": ["<canvas>"] } },
        { output_type: "display_data", data: { "image/svg+xml": ["<svg>é</svg>"] } },
        { output_type: "display_data", data: { "text/plain": ["epoch 3/20"] } },
        { output_type: "execute_result", execution_count: 4 },
        { output_type: "stream", name: "stderr" },
        { output_type: "error", ename: "TypeError", evalue: "no" },
      ],
    });
  });

  it("is what Jupyter's own validator takes, where Python has it", () => {
    const program = "import sys, json, nbformat; nbformat.validate(json.load(sys.stdin)); print('valid')";
    const python = process.env.QUIRE_TEST_PYTHON ?? "python3";
    if (spawnSync(python, ["-c", "import nbformat"]).status !== 0) {
      process.stderr.write("Not validated by nbformat: it is not installed (pip install nbformat).\n");
      return;
    }
    for (const file of [writeIpynb(sample, outputs), writeIpynb({ title: null, cells: [], meta: {} }, new Map())])
      expect(execFileSync(python, ["-c", program], { input: file }).toString()).toBe("valid\n");
  });

  const notebook = (kernel: string, language: string, sources: (string | string[])[], more: object = {}) =>
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 2,
      metadata: { kernelspec: { name: kernel, language, display_name: kernel } },
      cells: sources.map((source) => ({
        cell_type: "code",
        source,
        metadata: {},
        outputs: [],
        execution_count: null,
        ...more,
      })),
    });

  it("of Deno's kernel keeps npm: imports, and its cells run after re-declarations are mended", () => {
    const text = notebook("deno", "typescript", [
      ['import { mean } from "npm:d3-array@3";\n', "const x = mean([1, 2]);"],
      "const x = 2;",
    ]);
    const { notebook: read, notes } = readIpynb(text, makeId);
    expect(read.cells.map(({ type, source }) => [type, source])).toEqual([
      ["ts", 'import { mean } from "npm:d3-array@3";\nconst x = mean([1, 2]);'],
      ["ts", "const x = 2;"],
    ]);
    expect(notes).toEqual([]);
    const graph = buildGraph(read.cells);
    expect([...graph.nodes.values()].map(({ problem }) => problem?.code ?? null)).toEqual([null, "duplicate"]);
  });

  it("of tslab and JupyterLab has its magics as comments", () => {
    const text = notebook("tslab", "typescript", [
      "%time\nconst a = `\n%kept\n`;\n!a;\n!ls -l",
      "%%bash\nls\n",
      "%%markdown\n# Hi",
    ]);
    const { notebook: read, notes } = readIpynb(text, makeId);
    expect(read.cells.map(({ type, source }) => [type, source])).toEqual([
      ["ts", "// %time\nconst a = `\n%kept\n`;\n!a;\n// !ls -l"],
      ["ts", "// %%bash\n// ls\n//"],
      ["md", "# Hi"],
    ]);
    expect(notes).toEqual(["Commands of the notebook's kernel (% and !) are comments now, in 2 cells."]);
  });

  it("of another language becomes text that is not run, and says so", () => {
    const { notebook: read, notes } = readIpynb(
      notebook("python3", "python", ["print('```')"], { outputs: [{}] }),
      makeId,
    );
    expect(read.cells[0]).toMatchObject({ type: "md", source: "````python\nprint('```')\n````" });
    expect(notes).toEqual([
      "1 cell of python became text: cells run TypeScript.",
      "The outputs of 1 cell were left out: run the notebook to have them again.",
    ]);
  });

  it("has the pictures of its Markdown in the text", () => {
    const cell = {
      cell_type: "markdown",
      metadata: {},
      source: "![a](attachment:a%20b.png)",
      attachments: { "a b.png": { "image/png": "iVBO\n" } },
    };
    const { notebook: read } = readIpynb(JSON.stringify({ nbformat: 4, metadata: {}, cells: [cell] }), makeId);
    expect(read.cells[0]?.source).toBe("![a](data:image/png;base64,iVBO)");
  });
});

describe("a file that is imported", () => {
  const refusal = (name: string, text: string): string => {
    try {
      importFile(name, text, makeId);
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
    return "was taken";
  };

  it("is refused in words where it is broken or no notebook", () => {
    expect(refusal("a.ipynb", '{"nbformat": 4, "cells": [')).toMatch(/not JSON .*cut off/);
    expect(refusal("a.ipynb", "<<<<<<< HEAD")).toMatch(/not JSON/);
    expect(refusal("a.ipynb", '{"a": 1}')).toMatch(/JSON, but no notebook/);
    expect(refusal("a.ipynb", '{"nbformat": 3, "worksheets": []}')).toMatch(/version 3 .* JupyterLab/);
    expect(refusal("a.ipynb", '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 5}]}')).toMatch(
      /broken: cells\.0\.source/,
    );
    expect(refusal("a.ipynb", "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR")).toMatch(/no text/);
    expect(refusal("a.nb.ts", "PK\u0003\u0004\0")).toMatch(/no text/);
    expect(refusal("a.nb.ts", "const a = 1;")).toMatch(/no cells: each begins with a line/);
    expect(refusal("a.csv", "a,b\n1,2")).toMatch(/Import \.nb\.ts, \.ipynb or \.md/);
    expect(refusal("a.md", " \n")).toMatch(/is empty/);
  });

  it("is read for what it is, though its name says another thing", () => {
    expect(importFile("renamed.nb.ts", writeIpynb(sample, outputs), makeId).notebook).toEqual(sample);
    expect(importFile("renamed.txt", formatPercent(sample), makeId).notebook).toEqual(sample);
  });

  it("is called as its file where it has no title", () => {
    expect(importFile("C:\\work\\My notes.nb.ts", "// %%\n1", makeId).notebook.title).toBe("My notes");
  });

  it("may hold five thousand cells and one of a megabyte, not any number", () => {
    const many = (count: number, source: string) =>
      Array.from({ length: count }, () => `// %% type=ts\n${source}\n`).join("\n");
    expect(importFile("a.nb.ts", many(5000, "1"), makeId).notebook.cells).toHaveLength(5000);
    expect(importFile("a.nb.ts", many(1, "x".repeat(1_000_000)), makeId).notebook.cells[0]?.source).toHaveLength(
      1_000_000,
    );
    expect(refusal("a.nb.ts", many(10_001, "1"))).toMatch(/10001 cells; a notebook holds at most 10000/);
    expect(refusal("a.nb.ts", many(1, "x".repeat(4_000_001)))).toMatch(/Cell 1 .* dataset/);
  });
});
