import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { compareColumns } from "./compare-columns";
import { findSeries, peekFile } from "./peek-file";

const pixels = (n: number, value: string) => Array.from({ length: n }, () => value).join(",");
const header = (n: number) => Array.from({ length: n }, (_, i) => `pixel_${i}`).join(",");

it("finds the columns that are one thing cut into many, and whether they could be a picture", () => {
  expect(findSeries(`${header(64)},label\n${pixels(64, "16")},3\n`)).toMatchObject({ name: "pixels", side: 8 });
  expect(findSeries(`${header(64)},label\n${pixels(64, "0.5")},3\n`)).toMatchObject({ name: "pixels", side: null });
  expect(findSeries("a,b,c_1,c_2\n1,2,3,4\n")).toBeNull();
});

it("tells what a file is before it is sent, gzipped or not", async () => {
  const packed = new File([gzipSync(`${header(16)}\n${pixels(16, "1")}\n`)], "My Digits (1).csv.gz");
  expect(await peekFile(packed)).toMatchObject({
    name: "my-digits-1",
    format: "csv",
    problem: null,
    series: { side: 4 },
  });
  expect(await peekFile(new File(['{"a":1}\n'], "rows.jsonl"))).toMatchObject({ format: "jsonl" });
  expect((await peekFile(new File(["PAR1"], "x.parquet"))).problem).toContain("Parquet");
});

it("says what changed between the columns of two versions", () => {
  const column = (name: string, type: "integer" | "category", categories?: string[]) => ({
    column: { name, type, categories, nullable: false },
  });
  const compared = compareColumns(
    [column("a", "integer"), column("b", "category", ["x"]), column("old", "integer")],
    [column("a", "category", ["1"]), column("b", "category", ["x", "y"]), column("new", "integer")],
  );
  expect(compared.map(({ name, changes }) => [name, changes])).toEqual([
    ["a", ["integer became category", "new: 1"]],
    ["b", ["new: y"]],
    ["new", ["added"]],
    ["old", ["removed"]],
  ]);
});
