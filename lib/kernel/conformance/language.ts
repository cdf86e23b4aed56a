import type { ConformanceCase } from "./case";

const one = (name: string, source: string, ...expect: string[]): ConformanceCase => ({
  name,
  cells: [{ source, expect }],
});

/** The language: values, types, names across cells, errors. */
export const languageCases: ConformanceCase[] = [
  one("an expression", "1 + 1", "= 2", "succeeded"),
  one("a statement shows nothing", "const a = 1;", "succeeded"),
  one("undefined shows nothing", "undefined", "succeeded"),
  one("null shows", "null", "= null", "succeeded"),
  one("an empty cell", "", "succeeded"),
  one("only a comment", "// nothing", "succeeded"),
  one("an object is no block", "{ a: 1, b: [1, 2] }", "= { a: 1, b: [ 1, 2 ] }", "succeeded"),
  one("a block keeps its names and shows its last expression", "{ const a = 1; a; }", "= 1", "succeeded"),
  one("the last expression in brackets, with a comment", "(1, 2) // two\n", "= 2", "succeeded"),
  one("a trailing semicolon keeps the value", "'x';", '= "x"', "succeeded"),
  one("top-level await", "const x = await Promise.resolve(5);\nx * 2", "= 10", "succeeded"),
  one("a promise is waited for", "Promise.resolve('done')", '= "done"', "succeeded"),
  one(
    "for await",
    "let s = 0;\nasync function* g() { yield 1; yield 2; }\nfor await (const v of g()) s += v;\ns",
    "= 3",
    "succeeded",
  ),
  one(
    "types go",
    "interface P { x: number }\ntype N = number;\nconst p: P = { x: 1 } satisfies P;\nlet n = p.x as N;\nn!",
    "= 1",
    "succeeded",
  ),
  one("enums", "enum Colour { Red, Green = 5 }\n[Colour.Green, Colour[0]]", '= [ 5, "Red" ]', "succeeded"),
  one(
    "classes with everything",
    "class A { static made = 0; #secret = 7; constructor(readonly x: number, public y = 2) { A.made++; } get sum() { return this.x + this.y + this.#secret; } static { A.made = 10; } }\n[new A(1).sum, A.made]",
    "= [ 10, 11 ]",
    "succeeded",
  ),
  one(
    "overloads and generics",
    "function id(x: number): number;\nfunction id(x: string): string;\nfunction id<T>(x: T): T { return x }\nconst arrow = <T,>(x: T) => [x];\n[id(1), arrow('a')]",
    '= [ 1, [ "a" ] ]',
    "succeeded",
  ),
  one(
    "destructuring with defaults",
    "const { a, b: { c = 3 } = {}, ...rest }: any = { a: 1, d: 4 };\nconst [x, , y = 9] = [1, 2];\n[a, c, rest, x, y]",
    "= [ 1, 3, { d: 4 }, 1, 9 ]",
    "succeeded",
  ),
  one(
    "hoisted functions and var",
    "const r = f();\nfunction f() { return typeof v }\nvar v = 1;\n[r, v]",
    '= [ "undefined", 1 ]',
    "succeeded",
  ),
  one(
    "labels, switch, optional chaining, nullish",
    "let out = '';\nouter: for (const i of [1, 2, 3]) { switch (i) { case 2: continue outer; case 3: break outer; default: out += i; } }\nconst o: any = null;\n[out, o?.a.b ?? 'none']",
    '= [ "1", "none" ]',
    "succeeded",
  ),
  one(
    "tagged templates and regular expressions",
    "const tag = (s: TemplateStringsArray, ...v: unknown[]) => s.raw.join('|') + v.length;\n[tag`a${1}b\\n`, /(?<y>\\d{4})/u.exec('in 2024')!.groups!.y]",
    '= [ "a|b\\\\n1", "2024" ]',
    "succeeded",
  ),
  one("strict mode: this is undefined", "function f(this: unknown) { return this }\nf()", "succeeded"),
  one(
    "exports are allowed and mean nothing",
    "export const a = 1;\nexport function f() { return a }\nf()",
    "= 1",
    "succeeded",
  ),
  one("this of a called name of another cell does not leak", "typeof this", '= "undefined"', "succeeded"),
  {
    name: "names across cells",
    cells: [
      { source: "const base = 10;\nlet count = 0;\nfunction bump() { count++; return count }", expect: ["succeeded"] },
      { source: "bump();\nbump();\nbase + count", expect: ["= 12", "succeeded"] },
      { source: "({ base, count })", expect: ["= { base: 10, count: 2 }", "succeeded"] },
    ],
  },
  {
    name: "closures see later values of another cell",
    cells: [
      { source: "const read = () => later", expect: ["succeeded"] },
      { source: "read()", expect: ["! ReferenceError: later is not defined @1:1", "failed"] },
      { source: "let later = 1;\nconst set = (v: number) => { later = v };", expect: ["succeeded"] },
      { source: "set(5);\nread()", expect: ["= 5", "succeeded"] },
    ],
  },
  {
    name: "a cell that runs again replaces its names",
    cells: [
      { id: "a", source: "const v = 1, gone = 2;", expect: ["succeeded"] },
      { source: "const f = () => v + 1;", expect: ["succeeded"] },
      { id: "a", source: "const v = 41;", expect: ["succeeded"] },
      { source: "[f(), typeof gone]", expect: ['= [ 42, "undefined" ]', "succeeded"] },
      { source: "gone", expect: ["! ReferenceError: gone is not defined @1:1", "failed"] },
    ],
  },
  {
    name: "a cell that no longer compiles defines nothing",
    cells: [
      { id: "a", source: "const v = 1;", expect: ["succeeded"] },
      { id: "a", source: "const v = ;", expect: ['! SyntaxError: Unexpected ";". @1:11', "failed"] },
      { source: "typeof v", expect: ['= "undefined"', "succeeded"] },
    ],
  },
  {
    name: "a call at the start of a line after one without semicolon",
    cells: [
      { source: "const hello = (name = 'you') => `hello ${name}`;\nconst list = [1, 2];", expect: ["succeeded"] },
      {
        source: "const n = list.length\nhello()\nif (n) hello()\nhello`x`\nhello()",
        expect: ['= "hello you"', "succeeded"],
      },
    ],
  },
  {
    name: "names of other cells in every place of the grammar",
    cells: [
      {
        source:
          "const v = 2; const o = { m() { return this === o }, k: 'key' }; class Base { who() { return 'base' } }\nconst tag = (s: TemplateStringsArray) => s[0];",
        expect: ["succeeded"],
      },
      {
        source:
          "class Sub extends Base { v = v; [o.k] = v }\nconst s: any = new Sub();\nconst { v: renamed = v } = { v };\n[s.who(), s.v, s.key, renamed, o.m(), tag`t`, `${v}`, -v, v ? v : 0, new (o.constructor as any)(v).valueOf(), ((v: number) => v)(3)]",
        expect: ['= [ "base", 2, 2, 2, true, "t", "2", -2, 2, 2, 3 ]', "succeeded"],
      },
    ],
  },
  {
    name: "a name of a cell may hide one of the language",
    cells: [
      { source: "const Map = 'mine';\nconst name = 'also';", expect: ["succeeded"] },
      { source: "[Map, name, typeof Set]", expect: ['= [ "mine", "also", "function" ]', "succeeded"] },
    ],
  },
  {
    name: "mutual recursion across cells",
    cells: [
      { source: "function isEven(n: number): boolean { return n === 0 || isOdd(n - 1) }", expect: ["succeeded"] },
      { source: "function isOdd(n: number): boolean { return n !== 0 && isEven(n - 1) }", expect: ["succeeded"] },
      { source: "[isEven(10), isOdd(7)]", expect: ["= [ true, true ]", "succeeded"] },
    ],
  },
  one(
    "a global that a cell does not declare",
    "total = 1",
    '! CellError: This cell assigns to "total" without declaring it. A cell assigns only to its own names: declare it here with let, or assign to it in the cell that does. @1:1',
    "failed",
  ),
  one(
    "a constant cannot change",
    "const c = 1;\nc = 2;",
    "! TypeError: Assignment to constant variable. @2:3",
    "failed",
  ),
  one(
    "a name before its line",
    "early;\nconst early = 1;",
    "! ReferenceError: Cannot access 'early' before initialization @1:1",
    "failed",
  ),
  one(
    "an error with its line and column",
    "const a = 1;\n\n  const b: any = undefined;\n  b.c.d;",
    "! TypeError: Cannot read properties of undefined (reading 'c') @4:5",
    "failed",
  ),
  one(
    "an error in a function, after types",
    "function f(x: { a?: { b: number } }): number {\n  return x.a!.b;\n}\nf({});",
    "! TypeError: Cannot read properties of undefined (reading 'b') @2:15",
    "failed",
  ),
  {
    name: "an error inside another cell's function shows one's own line",
    cells: [
      { source: "function boom() {\n\n  throw new RangeError('boom');\n}", expect: ["succeeded"] },
      { source: "1;\nboom();", expect: ["! RangeError: boom @2:1", "failed"] },
    ],
  },
  one("an error after an await", "await null;\nthrow new Error('late')", "! Error: late @2:7", "failed"),
  one(
    "an error of one's own kind, with a cause",
    "class MyError extends Error { name = 'MyError' }\nthrow new MyError('outer', { cause: new Error('inner') })",
    "! MyError: outer\nCause: Error: inner @2:7",
    "failed",
  ),
  one("what is thrown need not be an error", "throw { code: 7 }", "! Thrown: { code: 7 }", "failed"),
  one("a syntax error with its place", "const a = 1;\nconst b = (2;", '! SyntaxError: Unexpected ";". @2:13', "failed"),
  one(
    "a name twice in a cell",
    "let a;\nlet a;",
    "! SyntaxError: Identifier 'a' has already been declared. @2:5",
    "failed",
  ),
  one(
    "a namespace is refused",
    "namespace N { export const a = 1 }",
    "! CellError: Namespaces are not supported in cells: use an object or a cell of its own. @1:1",
    "failed",
  ),
  one(
    "eval and Function know the language only",
    "(0, eval)('1 + 1') + new Function('return 2')()",
    "= 4",
    "succeeded",
  ),
  one(
    "the clock and timers",
    "const t = performance.now();\nawait new Promise((r) => setTimeout(r, 5));\n[performance.now() > t, typeof Date.now()]",
    '= [ true, "number" ]',
    "succeeded",
  ),
  one(
    "standard globals of both hosts",
    "[typeof structuredClone, typeof TextEncoder, typeof URL, typeof AbortController, typeof crypto.getRandomValues, typeof fetch, typeof atob, typeof queueMicrotask].join()",
    '= "function,function,function,function,function,function,function,function"',
    "succeeded",
  ),
  one(
    "no way to the page or the process",
    "[typeof document, typeof window, typeof require, typeof module].join()",
    '= "undefined,undefined,undefined,undefined"',
    "succeeded",
  ),
];
