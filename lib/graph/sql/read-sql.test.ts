import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyseCode } from "../analyse-code";
import { readSql } from "./read-sql";
import { writeSqlCode } from "./sql-code";
import { sqlTokens } from "./tokens";

const tables = (sql: string) => readSql(sql).tables.map(({ name }) => name);
const analyse = (text: string, name: string | null = "found") => analyseCode(writeSqlCode({ name, text }));

describe("the tables of a query", () => {
  it.each<[string, string[]]>([
    ["select * from sales", ["sales"]],
    ["from sales select city", ["sales"]],
    ['SELECT a.x, b.y FROM sales AS a, "my data" b WHERE a.z = b.z', ["sales", "my data"]],
    ["select * from a join b using (k) left join c on a.k = c.k", ["a", "b", "c"]],
    ["select * from a, (select * from b) x, c", ["a", "b", "c"]],
    ["select * from (a join b on a.k = b.k)", ["a", "b"]],
    ["select x, (select max(y) from b) from a where z in (select z from c)", ["b", "a", "c"]],
    ["with big as (select * from a) select * from big, b", ["a", "b"]],
    ["with sales as (select * from sales) select * from sales", ["sales"]],
    ["with recursive t(n) as (select 1 union all select n + 1 from t where n < 9) select * from t", []],
    ["with x as not materialized (from a), y as (from x) from y join b using (k)", ["a", "b"]],
    ["with big as (from a) select 1; select * from big", ["a", "big"]],
    ["select * from range(10), generate_series(1, 2) g, unnest([1]) u", []],
    ["select * from main.sales, information_schema.tables, sales.x", []],
    ["select extract(year from day), a is distinct from b from t", ["day", "t"]],
    ["select 'from a', \"from\" -- from b\n/* from c /* from d */ */ from e", ["e"]],
    ["select $$ from a $$, $q$ from b $q$, e'it\\'s from c' from d", ["d"]],
    ["pivot sales on year using sum(n)", ["sales"]],
    ["summarize sales", ["sales"]],
    ["describe sales", ["sales"]],
    ["create temp table t as from a; insert into t from b; select * from t", ["a", "b"]],
    ["select * from a asof join b using (t) cross join c positional join d", ["a", "b", "c", "d"]],
    ['select * from "digits@2" tablesample 10%', ["digits@2"]],
    ["from a union all from b except select * from c", ["a", "b", "c"]],
    ["select * from ${rows}", []],
    ["values (1)", []],
    ["", []],
  ])("%s", (sql, found) => {
    expect(tables(sql)).toEqual(found);
  });
});

describe("parameters", () => {
  it("are found outside of texts and comments, brackets and all", () => {
    const { parameters } = readSql("select ${a}, ${{ x: '}' }.x} -- ${b}\nwhere k in (${`${c}}`}) limit ${ n + 1 }");
    expect(parameters.map(({ source, inBrackets }) => [source, inBrackets !== null])).toEqual([
      ["a", false],
      ["{ x: '}' }.x", false],
      ["`${c}}`", true],
      [" n + 1 ", false],
    ]);
  });

  it("stand in the script where they stand in the text", () => {
    const { script } = readSql("select *\nfrom t limit ${n}");
    expect(script).toBe("[        \n             ,(n)]");
  });

  it.each([
    ["select '${q}'", /stands in a text/, 1, 8],
    ['select * from "${q}"', /part of a name/, 1, 15],
    ["select\n ${ }", /needs a name/, 2, 2],
    ["select ${q", /parameter is not closed/, 1, 8],
    ["select 'it", /text is not closed/, 1, 8],
    ["select /* it", /comment is not closed/, 1, 8],
    ["select ${1 +}", /Unexpected/, 1, 13],
    ["select 1,\n  ${1 +}", /Unexpected/, 2, 8],
    ["select ${a), (b}", /one name or expression/, 1, 1],
  ])("%s", (text, message, line, column) => {
    const { problem, defines, uses } = analyse(text);
    expect(problem).toMatchObject({ message: expect.stringMatching(message) as string, line, column });
    expect([defines, uses]).toEqual([[], []]);
  });
});

describe("an SQL cell in the graph", () => {
  it("defines its result, and uses its parameters and tables", () => {
    const { defines, uses, problem } = analyse("select * from sales, digits where n > ${limit.value} and k in ${keys}");
    expect(problem).toBeNull();
    expect(defines).toEqual([{ name: "found", kind: "const", line: 1, column: 1 }]);
    expect(uses.toSorted()).toEqual(["digits", "keys", "limit", "sales"]);
  });

  it("defines nothing without a name", () => {
    expect(analyse("select 1", null).defines).toEqual([]);
  });

  it.each(["my table", "class", "1st", "__quire", "a-b"])("cannot be called %s", (name) => {
    expect(analyse("select 1", name).problem?.message).toMatch(/cannot be called|belong to the kernel/);
  });
});

describe("any text", () => {
  it("is cut into pieces that lie in it in order, or is said to be open", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab1. ,;'\"$${}()-/*\n`\\e".split("")) }), (sql) => {
        let at = 0;
        try {
          for (const { start, end } of sqlTokens(sql)) {
            expect(start).toBeGreaterThanOrEqual(at);
            expect(end).toBeGreaterThan(start);
            at = end;
          }
          expect(at).toBeLessThanOrEqual(sql.length);
        } catch (error) {
          if (!(error instanceof Error) || error.name === "AssertionError") throw error;
          expect(error.message).toMatch(/is not closed\.$/);
        }
      }),
    );
  });

  it("is a cell that defines its name or has a problem in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab ,;'\"$${}()\n=>[]".split("")) }), (text) => {
        const { problem, defines } = analyse(text);
        if (problem === null) expect(defines.map(({ name }) => name)).toEqual(["found"]);
        else expect(problem.line ?? 1).toBeLessThanOrEqual(text.split("\n").length);
      }),
    );
  });
});
