import type { ConformanceCase } from "./case";

const one = (name: string, source: string, ...expect: string[]): ConformanceCase => ({
  name,
  cells: [{ source, expect }],
});

/** Cells that fight back: each has its message, and the next cell runs as if nothing had been. */
export const badInputCases: ConformanceCase[] = [
  one("throws text", "throw 'just text'", '! Thrown: "just text"', "failed"),
  one("throws nothing at all", "throw undefined", "! Thrown: undefined", "failed"),
  one("throws null", "throw null", "! Thrown: null", "failed"),
  one("throws a function", "throw function broken() {}", "! Thrown: ƒ broken()", "failed"),
  one(
    "throws what cannot be looked at",
    "throw new Proxy({}, { get() { throw new Error('no') }, ownKeys() { throw new Error('no') }, getPrototypeOf() { throw new Error('no') } })",
    "! Thrown: [cannot be shown]",
    "failed",
  ),
  one(
    "throws an error that cannot be read",
    "const error = new Error('x'); Object.defineProperty(error, 'message', { get() { throw new Error('gotcha') } }); throw error;",
    "! Thrown: [cannot be shown]",
    "failed",
  ),
  one(
    "an error as long as a book is cut",
    "throw new Error('x'.repeat(1e6))",
    `! Error: ${"x".repeat(4000)} @1:7`,
    "failed",
  ),
  one(
    "rejects late, with what is no error",
    "void Promise.reject('late');\nawait new Promise((r) => setTimeout(r, 20));\n'goes on'",
    '! Thrown: "late"',
    '= "goes on"',
    "succeeded",
  ),
  {
    name: "rejects after it has ended",
    cells: [
      {
        source:
          "let refuse: (why: unknown) => void = () => undefined;\nvoid new Promise((_, no) => { refuse = no; }); 'ended'",
        expect: ['= "ended"', "succeeded"],
      },
      {
        source: "refuse({ code: 7 }); await new Promise((r) => setTimeout(r, 30)); 'next'",
        expect: ["! Thrown: { code: 7 }", '= "next"', "succeeded"],
      },
    ],
  },
  {
    name: "replaces what the kernel works with",
    cells: [
      {
        source: "Array.prototype.map = () => { throw new Error('mine now') }; JSON.stringify = () => ''; 'done'",
        expect: [
          "warn: Array.prototype.map, JSON.stringify: replaced by a cell, and put back when it had ended, since the kernel works with it. Give your own function another name.",
          '= "done"',
          "succeeded",
        ],
      },
      { source: "[1, 2].map((n) => n * 2)", expect: ["= [ 2, 4 ]", "succeeded"] },
      {
        source:
          "(globalThis as any).Map = undefined; (Promise.prototype as any).then = null; delete (Object as any).entries;\n1",
        expect: [
          "warn: Object.entries, Promise.prototype.then, Map: replaced by a cell, and put back when it had ended, since the kernel works with it. Give your own function another name.",
          "= 1",
          "succeeded",
        ],
      },
      { source: "[...new Map([[1, 2]])]", expect: ["= [ [ 1, 2 ] ]", "succeeded"] },
      { source: "console.log = () => {}; 2", expect: [expectWarn("console.log"), "= 2", "succeeded"] },
      { source: "console.log('heard')", expect: ["log: heard", "succeeded"] },
      {
        source: "(Array.prototype as any).second = function () { return this[1] }; ([1, 2] as any).second()",
        expect: ["= 2", "succeeded"],
      },
      { source: "delete (Array.prototype as any).second", expect: ["= true", "succeeded"] },
    ],
  },
  one(
    "returns 100 MB of text",
    "'é'.repeat(50_000_000)",
    `= "${"é".repeat(10_000)}"… (50000000 characters)`,
    "succeeded",
  ),
  one(
    "returns 100 MB of numbers",
    "new Float64Array(12_500_000)",
    `= Float64Array(12500000) [\n${"  0,\n".repeat(100)}  … 12499900 more\n]`,
    "succeeded",
  ),
  one(
    "returns 100 MB of HTML",
    'import { display } from "quire";\ndisplay.html("x".repeat(1e8));\n1',
    "… This output is 100.0 MB, more than a page can show at once. Show a part of it, or save it with display.file.",
    "= 1",
    "succeeded",
  ),
  one(
    "returns a million rows",
    "const rows = Array.from({ length: 1_000_000 }, (_, n) => ({ n, half: n / 2 }));\nrows",
    `= table n   half\n${Array.from({ length: 20 }, (_, n) => `${String(n).padEnd(2)}  ${n / 2}`).join("\n")}\n… 999980 more rows`,
    "succeeded",
  ),
  one(
    "prints a million lines",
    "for (let i = 0; i < 1_000_000; i++) console.log(i);",
    ...Array.from({ length: 500 }, (_, index) => `log: ${index}`),
    `… 999500 lines more: ${Array.from({ length: 200 }, (_, i) => `${999_300 + i} log: ${999_800 + i}`).join(" | ")}`,
    "succeeded",
  ),
  one(
    "prints lines of a megabyte",
    "for (let i = 0; i < 50; i++) console.log('y'.repeat(1e6)); 'fine'",
    ...Array.from({ length: 50 }, () => `log: ${"y".repeat(20_000)}`),
    '= "fine"',
    "succeeded",
  ),
  one(
    "draws a bar a million times",
    'import { progress } from "quire";\nconst bar = progress("Fast", 1e6);\nfor (let i = 0; i < 1e6; i++) bar.advance();\nbar.done();',
    "progress Fast 1000000/1000000",
    "succeeded",
  ),
];

function expectWarn(name: string): string {
  return `warn: ${name}: replaced by a cell, and put back when it had ended, since the kernel works with it. Give your own function another name.`;
}
