import fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { encodePart } from "@/lib/datasets/arrow-part";
import { decodePart } from "@/lib/datasets/decode-part";
import { makeColumns, type TableData } from "./table-data";
import { TableEngine } from "./table-engine";
import { wholeTable } from "./table-query";

function tableOf(data: Record<string, readonly unknown[]>): TableData {
  const rows = Math.max(0, ...Object.values(data).map((values) => values.length));
  return makeColumns(
    Object.entries(data).map(([name, values]) => ({ name, at: (row) => values[row] })),
    rows,
    String,
  );
}
const engineOf = (data: Record<string, readonly unknown[]>) => new TableEngine(() => tableOf(data));
const cities = {
  city: ["Oslo", "Lima", "Rome", null, "Paris"],
  people: [700, 10_000, 2800, 5, NaN],
  warm: [false, true, true, null, true],
  since: [new Date("1048-01-01"), new Date("1535-01-18"), null, new Date(0), new Date("2000-01-01")],
};
const names = async (engine: TableEngine, filter: string) =>
  (await engine.rows({ filter, sort: null }, 0, 100)).rows.map(([city]) => city);

describe("a table's columns", () => {
  it("have the types that their values have; what is mixed is text", () => {
    const { columns } = tableOf({ ...cities, mixed: [1, "a", true], none: [null] });
    expect(columns.map(({ column }) => [column.name, column.type, column.nullable])).toEqual([
      ["city", "string", true],
      ["people", "number", false],
      ["warm", "boolean", true],
      ["since", "date", true],
      ["mixed", "string", true],
      ["none", "string", true],
    ]);
  });

  it("come back from an Arrow file as they were", () => {
    const { columns, rows } = tableOf(cities);
    const back = decodePart(
      encodePart(columns, rows),
      columns.map(({ column }) => column),
    );
    expect(back.columns.map(({ values }) => Array.from<unknown>(values))).toEqual(
      columns.map(({ values }) => Array.from<unknown>(values)),
    );
  });
});

describe("filters", () => {
  it.each([
    ["", ["Oslo", "Lima", "Rome", null, "Paris"]],
    ["people > 700", ["Lima", "Rome"]],
    ["people >= 700 and warm = false", ["Oslo"]],
    ["CITY = rome", ["Rome"]],
    ["city != rome", ["Oslo", "Lima", "Paris"]],
    ["city ~ i", ["Lima", "Paris"]],
    ["city !~ i", ["Oslo", "Rome"]],
    ["city = null", [null]],
    ["since > 1600", [null, "Paris"]],
    ["warm = true && people < 5000", ["Rome"]],
    ["lim", ["Lima"]],
    ["no such > 3", []],
  ])("%j", async (filter, expected) => {
    expect(await names(engineOf(cities), filter)).toEqual(expected);
  });

  it("never throw, and let through only rows of the table", async () => {
    const engine = engineOf(cities);
    await fc.assert(
      fc.asyncProperty(fc.string(), async (filter) => {
        const { total, rows } = await engine.rows({ filter, sort: null }, 0, 100);
        expect(rows).toHaveLength(total);
      }),
    );
  });
});

describe("sorting", () => {
  it("is by value, up or down, with what is missing last either way", async () => {
    const engine = engineOf(cities);
    const sorted = async (column: number, desc: boolean) =>
      (await engine.rows({ filter: "", sort: { column, desc } }, 0, 9)).rows.map((row) => row[column]);
    expect(await sorted(1, false)).toEqual([5, 700, 2800, 10_000, "NaN"]);
    expect(await sorted(1, true)).toEqual([10_000, 2800, 700, 5, "NaN"]);
    expect(await sorted(0, true)).toEqual(["Rome", "Paris", "Oslo", "Lima", null]);
  });

  it("holds for any numbers, and keeps equal rows in their order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9 })), fc.boolean(), async (values, desc) => {
        const engine = engineOf({ value: values, place: values.map((_, i) => i) });
        const { rows } = await engine.rows({ filter: "", sort: { column: 0, desc } }, 0, 1000);
        const expected = values
          .map((value, i) => [value, i])
          .sort(([a = 0, i = 0], [b = 0, j = 0]) => (desc ? b - a : a - b) || i - j);
        expect(rows).toEqual(expected);
      }),
    );
  });
});

describe("statistics", () => {
  it("are of the rows that the filter lets through", async () => {
    const [city, people] = await engineOf(cities).columns({ filter: "warm = true", sort: null });
    expect(city).toMatchObject({ missing: 0, distinct: 3 });
    expect(people?.range).toEqual({ min: 2800, max: 10_000, mean: 6400 });
  });
});

describe("files", () => {
  it("as CSV quote what needs it, and follow filter and order", async () => {
    const engine = engineOf({ text: ['a "b"', "c,d", "e\nf"], n: [1, 2, 3] });
    const csv = await engine.file({ filter: "n < 3", sort: { column: 1, desc: true } }, "csv");
    expect(new TextDecoder().decode(csv)).toBe('text,n\r\n"c,d",2\r\n"a ""b""",1\r\n');
  });

  it("as Parquet are read back as they were", async () => {
    const file = await engineOf(cities).file({ filter: "", sort: { column: 1, desc: false } }, "parquet");
    const rows = await parquetReadObjects({ file: new Uint8Array(file).buffer });
    expect(rows.map(({ city }) => city as unknown)).toEqual([null, "Oslo", "Rome", "Lima", "Paris"]);
    expect(rows[1]).toEqual({ city: "Oslo", people: 700, warm: false, since: cities.since[0] });
  });
});

it("a million rows are paged, filtered, sorted and counted", async () => {
  const rows = 1_000_000;
  const data = makeColumns(
    [
      { name: "n", at: (row) => (row * 7919) % rows },
      { name: "kind", at: (row) => (row % 3 === 0 ? "three" : "other") },
    ],
    rows,
    String,
  );
  const engine = new TableEngine(() => data);
  expect((await engine.rows(wholeTable, 999_998, 10)).rows).toHaveLength(2);
  const view = { filter: "kind = three", sort: { column: 0, desc: true } };
  const { total, rows: page } = await engine.rows(view, 0, 3);
  expect([total, page[0]?.[1], Number(page[0]?.[0]) > Number(page[1]?.[0])]).toEqual([333_334, "three", true]);
  expect((await engine.columns(wholeTable))[1]?.top).toEqual([
    { value: "other", count: 666_666 },
    { value: "three", count: 333_334 },
  ]);
});
