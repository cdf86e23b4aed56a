import { describe, expect, it } from "vitest";
import { completeSql, type KnownTable, wantsTable } from "./sql-complete";

const tables: KnownTable[] = [
  {
    name: "sales",
    detail: "cell",
    columns: [
      { name: "city", type: "string" },
      { name: "sold at", type: "date" },
    ],
  },
  { name: "flowers-2024", detail: "flowers-2024@1", columns: [{ name: "petal", type: "number" }] },
];
/** What is offered where the mark | stands: without words of the language. */
function offered(marked: string): string[] {
  const offset = marked.indexOf("|");
  return completeSql(marked.replace("|", ""), offset, tables).flatMap(({ kind, insertText }) =>
    kind === "keyword" ? [] : [insertText],
  );
}

describe("completion of SQL", () => {
  it.each<[string, string[]]>([
    ["select * from |", ["sales", '"flowers-2024"']],
    ["select * from sa|", ["sales", '"flowers-2024"']],
    ["select * from sales join |", ["sales", '"flowers-2024"']],
    ["select * from sales, |", ["sales", '"flowers-2024"']],
    ["select | from sales", ["city", '"sold at"']],
    ["select ci| from sales", ["city", '"sold at"']],
    ['select * from sales, "flowers-2024" where |', ["city", '"sold at"', "petal"]],
    ["select s.| from sales as s", ["city", '"sold at"']],
    ['select s.| from sales s, "flowers-2024" f', ["city", '"sold at"']],
    ['select f.pe| from sales s, "flowers-2024" f', ["petal"]],
    ["select sales.c| from sales", ["city", '"sold at"']],
    ["select x.| from sales", []],
    ["select |", []],
    ["select 'from |", []],
    ["select 1 -- from |", []],
    ["select 1 /* from |", []],
    ["with t as (select * from |) select * from t", ["sales", '"flowers-2024"']],
  ])("%s", (marked, expected) => {
    expect(offered(marked)).toEqual(expected);
  });

  it("knows the words of the language", () => {
    expect(completeSql("sel", 3, tables).map(({ label }) => label)).toContain("select");
  });

  it.each([
    ["select * from ", true],
    ["select * from a join ", true],
    ["select * from a where ", false],
    ["select ", false],
    ["select 'from ", false],
  ])("knows whether a table comes after %j", (text, expected) => {
    expect(wantsTable(text, text.length)).toBe(expected);
  });

  it("says where a column is from", () => {
    expect(completeSql("select  from sales", 7, tables)[0]).toEqual({
      label: "city",
      insertText: "city",
      kind: "column",
      detail: "string of sales",
    });
  });
});
