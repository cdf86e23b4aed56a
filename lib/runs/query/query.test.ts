import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { complete } from "./complete";
import { type Expression, operators, printExpression } from "./expression";
import { parseQuery, QueryError } from "./parse";

const key = fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" });
const compare: fc.Arbitrary<Expression> = fc.oneof(
  fc.record({
    type: fc.constant("compare" as const),
    field: fc.record({ kind: fc.constant("metric" as const), key }),
    operator: fc.constantFrom(...operators),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  }),
  fc.record({
    type: fc.constant("compare" as const),
    field: fc.record({ kind: fc.constant("param" as const), key }),
    operator: fc.constantFrom(...operators),
    value: fc.oneof(key, fc.integer(), fc.boolean()),
  }),
);
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3 },
    compare,
    fc.record({
      type: fc.constantFrom("and" as const, "or" as const),
      terms: fc.array(tie("expression"), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ type: fc.constant("not" as const), term: tie("expression") }),
  ),
}));

describe("a query", () => {
  it("that is printed parses to the same expression", () => {
    fc.assert(
      fc.property(expression, (value) => {
        expect(parseQuery(printExpression(value))).toEqual(value);
      }),
    );
  });

  it.each(["a.", "a..b", "a.-b", "a.@", "and", "1a"])("has a key %j, which stands in quotes where it must", (key) => {
    const value: Expression = { type: "compare", field: { kind: "param", key }, operator: "=", value: key };
    expect(parseQuery(printExpression(value))).toEqual(value);
  });

  it("of any text parses or is refused by place, and completes", () => {
    const vocabulary = { params: ["lr"], metrics: ["loss"], names: ["a b"], datasets: [], people: [], notebooks: [] };
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          parseQuery(text);
        } catch (error) {
          if (!(error instanceof QueryError)) throw error;
          expect(error.start).toBeLessThanOrEqual(text.length);
        }
        expect(complete(text, text.length, vocabulary).start).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it("binds and tighter than or, and needs no and between conditions", () => {
    expect(parseQuery("params.lr < 0.01 metrics.val_acc > 0.9 or status = failed")).toEqual({
      type: "or",
      terms: [
        {
          type: "and",
          terms: [
            { type: "compare", field: { kind: "param", key: "lr" }, operator: "<", value: 0.01 },
            { type: "compare", field: { kind: "metric", key: "val_acc" }, operator: ">", value: 0.9 },
          ],
        },
        { type: "compare", field: { kind: "plain", name: "status" }, operator: "=", value: "failed" },
      ],
    });
  });

  it("takes a lone word as part of a name", () => {
    expect(parseQuery("digits")).toEqual({
      type: "compare",
      field: { kind: "plain", name: "name" },
      operator: "~",
      value: "digits",
    });
  });

  it("takes a negative exponent, and a number inside a word as text", () => {
    expect(parseQuery("params.lr = 1e-3")).toMatchObject({ value: 0.001 });
    expect(parseQuery("dataset = 3d-shapes@2")).toMatchObject({ value: "3d-shapes@2" });
  });

  it.each([
    ["stats = 1", /no field “stats”/, 0],
    ["status", /Expected =/, 6],
    ["metrics.acc > high", /Expected a number/, 14],
    ["created > soon", /Expected a date/, 10],
    ["status = done", /no “done” here. There are running, finished/, 9],
    ["(status = failed", /Expected “\)”/, 16],
    ["status = failed)", /Expected “and”/, 15],
    ["status = ", /Expected a number, a word/, 9],
  ])("%j is refused with the place", (query, message, start) => {
    const refused = () => parseQuery(query);
    expect(refused).toThrow(message);
    try {
      refused();
    } catch (error) {
      expect(error).toMatchObject({ start });
    }
  });

  it("of endless nesting is refused", () => {
    expect(() => parseQuery("(".repeat(5000))).toThrow(/nested too deeply|too many/);
    expect(() => parseQuery("a ".repeat(5000))).toThrow(/too many/);
  });
});

describe("the completion", () => {
  const vocabulary = {
    params: ["lr", "batch size"],
    metrics: ["loss", "val_loss"],
    names: ["digits mlp"],
    datasets: ["digits"],
    people: ["Ana"],
    notebooks: [],
  };
  const at = (query: string) => complete(query, query.length, vocabulary);

  it("offers fields where a condition begins", () => {
    expect(at("stat")).toEqual({ start: 0, options: [{ text: "status", hint: "field" }] });
    expect(at("metrics.v").options.map(({ text }) => text)).toEqual(["metrics.val_loss"]);
    expect(at("params.b").options.map(({ text }) => text)).toEqual(['params."batch size"']);
  });

  it("offers operators after a field and values after an operator", () => {
    expect(at("status ").options.map(({ text }) => text)).toContain("=");
    expect(at("status = f").options.map(({ text }) => text)).toEqual(["finished", "failed"]);
    expect(at("name = ").options.map(({ text }) => text)).toEqual(['"digits mlp"']);
  });

  it("offers and, or after a condition", () => {
    expect(at("status = failed a").options.map(({ text }) => text)).toContain("and");
  });
});
