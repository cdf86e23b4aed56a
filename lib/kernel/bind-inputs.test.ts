import { expect, it } from "vitest";
import { compileCell } from "./compile-cell";

const compile = (source: string) => compileCell(source, "cell.ts", () => true).code;

it("tells an input by which name its value is held, and lets that name change", () => {
  const code = compile('import { input } from "quire";\nconst lr = input.slider({ max: 1 });');
  expect(code).toContain('["lr", () => lr, (value) => { lr = value; }]');
  expect(code).toContain(
    'let   lr = __quire.$input([{"name":"lr","at":null}], __quire_0["input"], "slider")({ max: 1 })',
  );
});

it("sees through await, other cells' imports, aliases, patterns and several declarations in one", () => {
  expect(compile("const n = await input.number();")).toContain("$input(");
  expect(compile("const n = quire.input.number();")).toContain("$input(");
  expect(compile('import { input as knob } from "quire";\nconst n = knob.number();')).toContain("$input(");
  expect(compile("const [a, b] = input.range();")).toContain('{"name":"a","at":0},{"name":"b","at":1}');
  expect(compile("const { a, b: c } = input.form({});")).toContain('{"name":"a","at":"a"},{"name":"c","at":"b"}');
  expect(compile("const a = input.text(), b = input.text();").match(/\$input\(/g)).toHaveLength(2);
});

it("keeps the lines of a call that is written on several", () => {
  const code = compile("const a = input\n  .slider({\n  max: 1 });\nnew Error()");
  expect(code.split("\n")[3]).toContain("Error()");
});

it("leaves everything else as it is", () => {
  for (const source of [
    "const list = [input.slider()];",
    "const n = d3.range(3);",
    "var n = input.slider();",
    "for (const i of [1]) { const n = input.slider(); }",
    "const { a = 1 } = input.form({});",
  ])
    expect(compile(source)).not.toContain("$input");
});

it("does not make a constant that the cell assigns to a variable", () => {
  expect(compile("const n = input.number();\nn = 2")).toContain("const n =");
});
