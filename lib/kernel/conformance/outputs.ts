import type { ConformanceCase } from "./case";

const one = (name: string, source: string, ...expect: string[]): ConformanceCase => ({
  name,
  cells: [{ source, expect }],
});

/** What cells print, show and import. */
export const outputCases: ConformanceCase[] = [
  one(
    "console lines in order with levels",
    "console.log('a', 1);\nconsole.warn({ b: 2 });\nconsole.error(new Error('c'));\nconsole.debug('d'); console.info('e')",
    "log: a 1",
    "warn: { b: 2 }",
    "error: Error: c",
    "debug: d",
    "info: e",
    "succeeded",
  ),
  one(
    "console formats",
    "console.log('%s has %d items, %i, %f %% %o', 'x', 3.7, 3.7, 1.5, [1], 'rest')",
    "log: x has 3 items, 3, 1.5 % Array(1) rest",
    "succeeded",
  ),
  one(
    "console table, group, count, assert",
    "console.table([{ a: 1 }]);\nconsole.group('g'); console.log('in'); console.groupEnd(); console.count(); console.count();\nconsole.assert(1 > 2, 'no')",
    "log: a\n1",
    "log: g",
    "log:    in",
    "log: default: 1",
    "log: default: 2",
    "error: Assertion failed no",
    "succeeded",
  ),
  one(
    "of many lines the first and the last stand, and errors between them",
    "for (let i = 0; i < 5000; i++) i === 2000 ? console.error('at', i) : console.log(i);\n'end'",
    ...Array.from({ length: 500 }, (_, index) => `log: ${index}`),
    `… 4500 lines more: 1500 error: at 2000 | ${Array.from({ length: 200 }, (_, i) => `${4300 + i} log: ${4800 + i}`).join(" | ")}`,
    '= "end"',
    "succeeded",
  ),
  one("numbers", "[0, -0, 1.5, NaN, Infinity, 10n, 1e21]", "= [ 0, -0, 1.5, NaN, Infinity, 10n, 1e+21 ]", "succeeded"),
  one("text keeps its quotes", "'a\"b\\n'", '= "a\\"b\\n"', "succeeded"),
  one(
    "maps, sets, dates, patterns, symbols",
    "[new Map<any, any>([['k', 1], [{ o: 1 }, 2]]), new Set([1, 'x']), new Date(0), /a+/gi, Symbol('s')]",
    '= [\n  Map(2) { k: 1, { o: 1 } => 2 },\n  Set(2) { 1, "x" },\n  1970-01-01T00:00:00.000Z,\n  /a+/gi,\n  Symbol(s)\n]'.replace(
      "Map(2) { k: 1",
      'Map(2) { "k" => 1',
    ),
    "succeeded",
  ),
  one("typed arrays", "new Float32Array([1, 2.5])", "= Float32Array(2) [ 1, 2.5 ]", "succeeded"),
  one(
    "functions and classes",
    "[function named(a: number) { return a }, () => 1, class Point {}]",
    "= [ ƒ named(…), ƒ (), class Point ]",
    "succeeded",
  ),
  one(
    "instances of classes",
    "class Point { constructor(public x: number) {} }\nnew Point(1)",
    "= Point { x: 1 }",
    "succeeded",
  ),
  one("an error as a value", "new TypeError('shown')", "= TypeError: shown", "succeeded"),
  one(
    "circles and depth end",
    "const a: any = { name: 'a' }; a.self = a; let deep: any = 1; for (let i = 0; i < 20; i++) deep = { deep }; a.deep = deep; a",
    '= {\n  name: "a",\n  self: [circular],\n  deep: { deep: { deep: { deep: { deep: Object } } } }\n}'.replace(
      "{ deep: { deep: { deep: { deep: { deep: Object } } } }",
      "{ deep: { deep: { deep: { deep: Object } } }",
    ),
    "succeeded",
  ),
  one(
    "getters are not called",
    "({ get danger() { throw new Error('called') } })",
    "= { danger: (getter) }",
    "succeeded",
  ),
  one("long lists are cut", "Array.from({ length: 1000 }, (_, i) => i).length", "= 1000", "succeeded"),
  one("a list of objects is a table", "[{ x: 1, y: 'a' }, { x: 2 }]", "= table x  y\n1  a\n2", "succeeded"),
  one(
    "rows of bytes are a picture",
    "[new Uint8Array([0, 255]), new Uint8Array([255, 0])]",
    "= image/png [ Uint8Array(2) [ 0, 255 ], Uint8Array(2) [ 255, 0 ] ]",
    "succeeded",
  ),
  one(
    "pixels are a picture",
    "const p = { width: 2, height: 1, data: new Uint8ClampedArray([255, 0, 0, 255, 0, 0, 255, 255]) };\np",
    "= image/png { width: 2, height: 1, data: Uint8ClampedArray(8) [ 255, 0, 0, 255, 0, 0, 255, 255 ] }".replace(
      "{ width: 2, height: 1, data: Uint8ClampedArray(8) [ 255, 0, 0, 255, 0, 0, 255, 255 ] }",
      "{\n  width: 2,\n  height: 1,\n  data: Uint8ClampedArray(8) [ 255, 0, 0, 255, 0, 0, 255, 255 ]\n}",
    ),
    "succeeded",
  ),
  one(
    "a value may show itself",
    "({ 'quire.display': { 'text/markdown': '# hi', 'text/plain': 'hi' } })",
    "= text/markdown hi",
    "succeeded",
  ),
  one(
    "display, in order and in place",
    'import { display } from "quire";\nconst first = display("one");\ndisplay([{ a: 1 }]);\nfirst.update("two");',
    'display "two"',
    "display table a\n1",
    "succeeded",
  ),
  one(
    "HTML and Markdown",
    'import { display, html, md } from "quire";\ndisplay(html`<b>${"<i>"}</b>`);\nmd`# ${1 + 1}`',
    "display text/html <b>&lt;i&gt;</b>",
    "= text/markdown # 2",
    "succeeded",
  ),
  one(
    "progress",
    'import { progress } from "quire";\nconst bar = progress("Reading", 3);\nbar.advance(); bar.set(2, "half"); bar.done("all");',
    "progress Reading 3/3 all",
    "succeeded",
  ),
  one(
    "wrong arguments say what was expected",
    'import { progress } from "quire";\nprogress(5 as any)',
    '! QuireError: progress needs a label (text) and, where it is known, a total that is a positive number, got the number 5 at "0". @2:1',
    "failed",
  ),
  one(
    "a module that is not there",
    'import x from "left-pad";\nx',
    '! QuireError: There is no module "left-pad" in cells. There are "quire", "@tensorflow/tfjs", "@observablehq/plot", and packages of the npm registry as "npm:name".',
    "failed",
  ),
  one(
    "a name that is not in a module",
    'import { nothing } from "quire";',
    '! SyntaxError: The module "quire" has no export named "nothing".',
    "failed",
  ),
  one("dynamic import", 'const { progress } = await import("quire");\ntypeof progress', '= "function"', "succeeded"),
  {
    name: "an import is seen by other cells, and by two cells at once",
    cells: [
      { id: "a", source: 'import { abortSignal, display as show } from "quire";', expect: ["succeeded"] },
      { source: 'import { display as show } from "quire";\ntypeof show', expect: ['= "function"', "succeeded"] },
      { source: "show(abortSignal.aborted); typeof abortSignal", expect: ["display false", '= "object"', "succeeded"] },
    ],
  },
  one(
    "fetch is off, and says so",
    "await fetch('https://example.org/data.csv')",
    "! QuireError: This workspace does not let cells reach the internet, so example.org was not fetched. An owner can allow hosts under “Internet for cells” in the workspace's settings; then restart the kernel. @1:7",
    "failed",
  ),
  one(
    "fetch of data in the address works",
    "await (await fetch('data:text/plain,hello')).text()",
    '= "hello"',
    "succeeded",
  ),
  {
    name: "an abort reaches the cell's signal",
    cells: [
      {
        source:
          'import { abortSignal } from "quire";\nconsole.log("waiting");\nawait new Promise((_, reject) => abortSignal.addEventListener("abort", () => reject(abortSignal.reason)));',
        expect: ["log: waiting", "cancelled"],
        abortAfter: "log: waiting",
      },
      { source: "abortSignal.aborted", expect: ["= false", "succeeded"] },
    ],
  },
  one(
    "an error that nobody awaits is shown",
    "void Promise.reject(new Error('forgotten'));\nawait new Promise((r) => setTimeout(r, 20));\n'goes on'",
    "! Error: forgotten @1:21",
    '= "goes on"',
    "succeeded",
  ),
  one(
    "an error in a timer is shown",
    "setTimeout(() => {\n  throw new Error('tick');\n}, 0);\nawait new Promise((r) => setTimeout(r, 20));",
    "! Error: tick @2:9",
    "succeeded",
  ),
  one(
    "random numbers come from the seed",
    'import { seed } from "quire";\nseed(1); const a = Math.random(); seed(1); const b = Math.random(); const c = Math.random();\n[a === b, a === c]',
    "= [ true, false ]",
    "succeeded",
  ),
  {
    name: "a chart",
    cells: [
      {
        source:
          'import * as Plot from "@observablehq/plot";\nPlot.plot({ marks: [Plot.dot([[1, 2], [3, 4]]), Plot.lineY([1, 4, 9])] })',
        expect: ["= image/svg+xml <svg>", "succeeded"],
      },
      {
        source:
          'Plot.dot(Array.from({ length: 50 }, (_, i) => [i, i % 7])).plot({ width: 300 }).outerHTML.split("<circle").length',
        expect: ["= 51", "succeeded"],
      },
      {
        source:
          'Plot.plot({ title: "T", color: { legend: true }, marks: [Plot.raster({ width: 4, height: 4, fill: (x: number, y: number) => x * y })] })',
        expect: ["= text/html <figure>", "succeeded"],
      },
      {
        source:
          'Plot.barY([{ k: "a", v: 1 }, { k: "b", v: 2 }], { x: "k", y: "v", fill: "k" }).plot({ color: { legend: true } }).tagName.toLowerCase()',
        expect: ['= "figure"', "succeeded"],
      },
    ],
  },
];
