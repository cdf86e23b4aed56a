import { describe, expect, it } from "vitest";
import { resumableCode } from "./resumable-code";

const cell = (options: string, rest = "") =>
  `const lr: number = 1;\nconst { best } = await sweep({ x: [1, 2] }, ({ params }) => params.x * lr, ${options});${rest}`;

describe("the code by which a sweep goes on", () => {
  it.each([
    ["more trials", '{ metric: "loss", trials: 40 }'],
    ["a time budget", '{ metric: "loss", minutes: 2 * 10 }'],
    ["all that says how far it goes", '{ trials: 9, metric: "loss", parallel: 4, fresh: true, minutes: 1 }'],
    ["other spaces between", '{\n  metric: "loss",\n}'],
  ])("is the same with %s", (_, options) => {
    expect(resumableCode(cell(options))).toBe(resumableCode(cell('{ metric: "loss", trials: 20 }')));
  });

  it.each([
    ["another metric", cell('{ metric: "acc", trials: 20 }')],
    ["code after it", cell('{ metric: "loss", trials: 20 }', "\nbest")],
    ["options that another name holds", cell("options")],
    ["a call of another name", cell('{ metric: "loss", trials: 20 }').replace("sweep(", "search(")],
  ])("is another with %s", (_, code) => {
    expect(resumableCode(code)).not.toBe(resumableCode(cell('{ metric: "loss", trials: 20 }')));
  });

  it("leaves other calls alone, and of two sweeps changes both", () => {
    const two = (a: number, b: number) =>
      `await sweep(s, t, { metric: "a", trials: ${a} });\nawait q.sweep(s, t, { trials: ${b}, ...more });\nf(1, 2, { trials: 3 });`;
    expect(resumableCode(two(1, 2))).toBe(
      'await sweep(s, t, { metric: "a" });\nawait q.sweep(s, t, { ...more });\nf(1, 2, { trials: 3 });',
    );
  });

  it("of a sweep within a trial keeps what is within", () => {
    const nested = (outer: number) =>
      `await sweep(s, t, { metric: "a", trials: ${outer}, more: () => sweep(u, v, { metric: "b", trials: 3 }) });`;
    expect(resumableCode(nested(4))).toBe(resumableCode(nested(5)));
  });

  it("of what cannot be read is the text as it is", () => {
    expect(resumableCode("await sweep(")).toBe("await sweep(");
  });
});
