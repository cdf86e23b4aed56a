import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DatasetColumn, DatasetRef } from "@/lib/protocol/dataset";
import type { RawValue } from "./column-guess";
import type { Dataset } from "./dataset";
import { decodePart, verifyPart } from "./decode-part";
import { encodeDataset } from "./encode-dataset";
import { encodeColumns, type EncodedDataset, encodeRows } from "./from-values";
import { loadDataset } from "./load-dataset";
import { canonicalJson, hashManifest } from "./manifest";
import { PartWriter } from "./part-writer";

/** Loads what was encoded as a kernel would, each part under a made-up hash. */
async function load({ columns, parts }: EncodedDataset): Promise<Dataset> {
  const byHash = new Map(parts.map((part, i) => [String(i).padStart(64, "0"), part]));
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const ref: DatasetRef = {
    name: "demo",
    number: 1,
    versionId: "v",
    hash: "0".repeat(64),
    manifest: {
      format: "quire-dataset/1",
      columns,
      rows,
      parts: [...byHash].map(([hash, part]) => ({ hash, rows: part.rows, bytes: part.arrow.length })),
      source: "test",
    },
  };
  // An odd offset, as a slice of a larger message has.
  return loadDataset(ref, (hash) => {
    const arrow = byHash.get(hash)?.arrow ?? new Uint8Array();
    const larger = new Uint8Array(arrow.length + 3);
    larger.set(arrow, 3);
    return Promise.resolve(larger.subarray(3));
  });
}

const everyType = {
  price: [1.5, null, -3e10, 0],
  count: [1, 2, null, -7],
  sold: [true, false, null, true],
  note: ["größe", "", "日本", "plain"],
  day: [new Date("2024-01-31"), null, new Date("1969-12-31T23:59:59.999Z"), new Date(0)],
  kind: ["a", "b", "a", "b"],
  spectrum: [
    [1, 2],
    [3, 4],
    [5, 6],
    [0.5, -0.5],
  ],
  pixels: [
    [0, 255, 1, 2],
    [9, 8, 7, 6],
    [1, 1, 1, 1],
    [2, 2, 2, 2],
  ],
} satisfies Record<string, RawValue[]>;
const demo = () => encodeColumns(everyType, { shapes: { pixels: [2, 2, 1] } });

describe("a dataset", () => {
  it("keeps every type of value through Arrow and back", async () => {
    const dataset = await load(demo());
    expect(dataset.columns.map(({ type }) => type)).toEqual([
      "number", "integer", "boolean", "string", "date", "category", "vector", "image",
    ]); // prettier-ignore
    for (const name of ["price", "count", "sold", "note", "day", "kind"] as const)
      expect(dataset.column(name)).toEqual(everyType[name]);
    expect(dataset.row(1)).toEqual({
      price: null, count: 2, sold: false, note: "", day: null, kind: "b",
      spectrum: Float32Array.of(3, 4), pixels: Uint8Array.of(9, 8, 7, 6),
    }); // prettier-ignore
    expect(dataset.images("pixels").shape).toEqual([4, 2, 2, 1]);
    expect(dataset.categories("kind")).toEqual(["a", "b"]);
  });

  it("keeps any numbers, text and gaps, however they are cut into parts", async () => {
    const cell = fc.option(fc.double({ noNaN: true }), { freq: 4 });
    const text = fc.option(fc.string({ unit: "grapheme" }), { freq: 4 });
    const rows = fc.array(fc.record({ x: cell, t: text }), { minLength: 1, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 4000 }), async (values, partBytes) => {
        const { columns } = encodeRows(values, { types: { x: "number", t: "string" } });
        const writer = new PartWriter(columns, false, partBytes);
        const parts = [...values.map((row) => writer.push([row.x, row.t])), writer.flush()].filter(
          (part) => part !== null,
        );
        const dataset = await load({ columns, parts });
        expect(dataset.column("x")).toEqual(values.map((row) => row.x));
        expect(dataset.column("t")).toEqual(values.map((row) => row.t));
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same bytes for the same values, and the same again when it is committed from a cell", async () => {
    const [a, b] = [demo(), demo()];
    expect(a.parts[0]?.arrow).toEqual(b.parts[0]?.arrow);
    expect(encodeDataset(await load(a))).toEqual(a);
  });

  it("makes matrices of one column, of several and of a prefix, with NaN where nothing is", async () => {
    const dataset = await load(demo());
    expect(dataset.matrix("price")).toEqual({ data: Float32Array.of(1.5, NaN, -3e10, 0), shape: [4] });
    expect(dataset.matrix(["price", "count"]).data).toEqual(Float32Array.of(1.5, 1, NaN, 2, -3e10, NaN, 0, -7));
    expect(dataset.matrix({ prefix: "pri" }).shape).toEqual([4, 1]);
    expect(dataset.matrix("spectrum").shape).toEqual([4, 2]);
    expect(dataset.matrix("kind").data).toEqual(Float32Array.of(0, 1, 0, 1));
    expect(() => dataset.matrix("note")).toThrow("holds text");
    expect(() => dataset.matrix("prise")).toThrow("It has: price, count");
  });

  it("names the classes of labels whatever their type", async () => {
    const dataset = await load(encodeColumns({ digit: [7, 3, 7], word: ["b", "a", "b"], yes: [true, false, true] }));
    expect(dataset.labels("digit")).toEqual({ data: Int32Array.of(1, 0, 1), names: ["3", "7"] });
    expect(dataset.labels("word")).toEqual({ data: Int32Array.of(1, 0, 1), names: ["a", "b"] });
    expect(dataset.labels("yes").names).toEqual(["false", "true"]);
  });

  it("splits every row to one side, the same way for the same seed, class by class when asked", async () => {
    const classes = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 10, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(classes, fc.nat(), fc.double({ min: 0.1, max: 0.9, noNaN: true }), async (kinds, seed, test) => {
        const dataset = await load(
          encodeColumns({ id: kinds.map((_, i) => i), kind: kinds }, { types: { kind: "category", id: "integer" } }),
        );
        const parts = dataset.split({ test, seed, by: "kind" });
        const ids = [...parts.train.column("id"), ...parts.test.column("id")].map(Number).sort((a, b) => a - b);
        expect(ids).toEqual(kinds.map((_, i) => i));
        expect(parts.test.length).toBe(Math.round(kinds.length * test));
        for (const kind of new Set(kinds)) {
          const held = parts.test.column("kind").filter((k) => k === kind).length;
          expect(Math.abs(held - kinds.filter((k) => k === kind).length * test)).toBeLessThanOrEqual(1);
        }
        expect(dataset.split({ test, seed, by: "kind" }).test.column("id")).toEqual(parts.test.column("id"));
      }),
      { numRuns: 40 },
    );
  });

  it("shuffles by seed, and a view of a view still finds its rows", async () => {
    const dataset = await load(encodeColumns({ id: Array.from({ length: 50 }, (_, i) => i) }));
    const shuffled = dataset.shuffle(1);
    expect(shuffled.column("id")).not.toEqual(dataset.column("id"));
    expect(shuffled.column("id")).toEqual(dataset.shuffle(1).column("id"));
    expect(shuffled.slice(10, 20).take([3]).column("id")).toEqual([shuffled.column("id")[13]]);
    expect(() => dataset.take([50])).toThrow("rows 0 to 49");
  });
});

describe("columns found from a cell's values", () => {
  it("refuses columns of different lengths", () => {
    expect(() => encodeColumns({ a: [1, 2], b: [1] })).toThrow('Column "a" has 2 values and "b" has 1.');
  });

  it("says row, column and reason of a value that does not fit the wanted type", () => {
    expect(() => encodeColumns({ age: [4, "many"] }, { types: { age: "integer" } })).toThrow(
      'Row 2, column "age" is "many", which is not a whole number.',
    );
    expect(() => encodeColumns({ p: [[1, 2], [1, 256]] }, { shapes: { p: [1, 2, 1] } })).toThrow("a pixel is a whole number from 0 to 255"); // prettier-ignore
  });
});

describe("a part from outside", () => {
  const { columns, parts } = demo();
  const arrow = parts[0]?.arrow ?? new Uint8Array();

  it("is refused when it is no Arrow, or of other columns than declared", () => {
    expect(() => verifyPart(Buffer.from("hello"), columns)).toThrow("no Arrow file");
    expect(() => verifyPart(arrow, columns.slice(1))).toThrow("cannot be used");
    const changed = (name: string, change: Partial<DatasetColumn>) =>
      columns.map((c) => (c.name === name ? { ...c, ...change } : c));
    expect(() => verifyPart(arrow, changed("price", { type: "date" }))).toThrow("not as declared");
    expect(() => verifyPart(arrow, changed("price", { name: "cost" }))).toThrow("not as declared");
    expect(() => verifyPart(arrow, changed("price", { nullable: false }))).toThrow("missing values");
    expect(() => verifyPart(arrow, changed("kind", { categories: ["a"] }))).toThrow("names class 1, and there are 1");
    expect(verifyPart(arrow, columns).rows).toBe(4);
  });

  it("is read, whole or damaged anywhere, in bounded time and memory", () => {
    const edits = fc.array(fc.tuple(fc.nat(arrow.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(edits, fc.boolean(), fc.nat(arrow.length), (changes, cut, length) => {
        const damaged = cut ? arrow.slice(0, length) : arrow.slice();
        for (const [at, byte] of changes) damaged[at] = byte;
        try {
          decodePart(damaged, columns);
        } catch (error) {
          expect(error).toMatchObject({ code: "UNPROCESSABLE" });
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("can be read by any other Arrow", () => {
    const table = tableFromIPC(arrow);
    expect(table.numRows).toBe(4);
    expect(table.schema.fields.map((field) => field.name)).toEqual(Object.keys(everyType));
    expect(table.getChild("price")?.toJSON()).toEqual([1.5, null, -3e10, 0]);
    expect(table.getChild("note")?.toJSON()).toEqual(everyType.note);
  });
});

describe("the manifest's hash", () => {
  it("does not depend on the order of keys, nor on where the data came from", async () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
    const manifest = { format: "quire-dataset/1" as const, columns: [], rows: 0, parts: [], source: "a.csv" };
    expect(await hashManifest(manifest)).toBe(await hashManifest({ ...manifest, source: "b.csv" }));
    expect(await hashManifest(manifest)).not.toBe(await hashManifest({ ...manifest, rows: 1 }));
  });
});
