import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { importForTest, makeIdx, makeZip, type TestFile } from "../testing";

const csv = (bytes: string | Buffer, name = "data.csv"): TestFile[] => [{ name, bytes }];
const types = (imported: Awaited<ReturnType<typeof importForTest>>) =>
  Object.fromEntries(imported.columns.map(({ name, type }) => [name, type]));

describe("a CSV file", () => {
  it("becomes columns of the types that its values have", async () => {
    const rows = [
      "a;b;c;d;e;f",
      "1;1.5;true;2024-01-31;x;free text one",
      '2;NA;FALSE;2024-02-29T10:00:00Z;y;"with; and ""quotes"""',
      "-3;2e3;true;;x;größe",
    ];
    const imported = await importForTest(csv(`\ufeff${[...rows, "4;0;false;2024-03-01;y;last"].join("\r\n")}\r\n`));
    expect(types(imported)).toEqual({ a: "integer", b: "number", c: "boolean", d: "date", e: "category", f: "string" });
    expect(imported.rows[1]).toEqual({
      a: 2,
      b: null,
      c: false,
      d: new Date("2024-02-29T10:00:00Z"),
      e: "y",
      f: 'with; and "quotes"',
    });
    expect(imported.rows[2]).toMatchObject({ a: -3, b: 2000, d: null, f: "größe" });
  });

  it("may be packed with gzip and lack a header", async () => {
    const imported = await importForTest(csv(gzipSync("1,2\n3,4\n"), "data.csv.gz"));
    expect(imported.rows).toEqual([{ column_1: 1, column_2: 2 }, { column_1: 3, column_2: 4 }]); // prettier-ignore
    expect(imported.notes[0]).toContain("no names of their own");
  });

  it("keeps codes with leading zeros and numbers too large for 32 bits as what they are", async () => {
    const imported = await importForTest(csv("zip,big\n01234,3000000000\n00501,1\n"));
    expect(imported.rows[0]).toEqual({ zip: "01234", big: 3000000000 });
  });

  it("turns pixel columns into a vector or an image", async () => {
    const file = csv("p0,p1,p2,p3,label\n0,16,3,4,7\n1,2,3,255,1\n");
    const columns = ["p0", "p1", "p2", "p3"];
    const vector = await importForTest(file, {
      combine: { vector: { name: "pixels", columns } },
      types: { label: "category" },
    });
    expect(vector.columns).toEqual([
      { name: "pixels", type: "vector", shape: [4], nullable: false },
      { name: "label", type: "category", categories: ["1", "7"], nullable: false },
    ]);
    expect(vector.rows[0]).toEqual({ pixels: Float32Array.of(0, 16, 3, 4), label: "7" });
    const image = await importForTest(file, { combine: { image: { name: "image", columns, shape: [2, 2, 1] } } });
    expect(image.rows[1]).toEqual({ image: Uint8Array.of(1, 2, 3, 255), label: 1 });
    await expect(
      importForTest(csv("p0,p1\n1,2\n3,256\n"), {
        combine: { image: { name: "i", columns: ["p0", "p1"], shape: [1, 2, 1] } },
      }),
    ).rejects.toThrow('Row 2, column "p1" holds 256');
  });

  it.each([
    [
      "too few values",
      "a,b,c\n1,2,3\n4,5\n",
      'Row 2 (line 3), column "c", is where the row goes wrong: it has 2 values and the file has 3 columns',
      { row: 2, column: "c" },
    ],
    ["too many values", "a,b\n1,2\n3,4,5\n", "it has 3 values and the file has 2 columns", { row: 2 }],
    ["a quote that is not closed", 'a,b\n1,"two\n3,4\n', "opens a quote that is never closed", { row: 1 }],
    ["a quote within a value", 'a,b\n1,2\n3,x"y"\n', "has a quote in the middle of a value", { row: 2, column: "b" }],
    ["the same name twice", "a,b,a\n1,2,3\n", 'Two columns are named "a"', { column: "a" }],
    ["no rows", "a,b\n", "has no rows", {}],
    ["nothing at all", "", "is empty", {}],
    [
      "bytes that are no UTF-8",
      Buffer.concat([Buffer.from("a,b\n1,2\n3,"), Buffer.from([0xff, 0xfe]), Buffer.from("\n")]),
      "is not UTF-8 text",
      {},
    ],
    ["binary bytes", Buffer.from([1, 0, 2, 0, 3]), "binary file", {}],
  ])("with %s is refused with its place and reason", async (_, bytes, message, place) => {
    const error: unknown = await importForTest(csv(bytes)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "UNPROCESSABLE", place });
    expect(String(error)).toContain(message);
  });

  it("with one word in a column of numbers says which, and takes it as text when told to", async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `${i},${i === 24 ? "12,5".replace(",", "o") : i * 2}`);
    const file = csv(["id,age", ...lines].join("\n"));
    const error: unknown = await importForTest(file).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ place: { row: 25, column: "age", fix: "asText" } });
    expect(String(error)).toContain(
      'Row 25, column "age": "12o5" is not a number, and all other values of the column are.',
    );
    expect(types(await importForTest(file, { types: { age: "string" } }))).toEqual({ id: "integer", age: "string" });
    await expect(importForTest(file, { types: { age: "number" } })).rejects.toThrow(
      'Row 25, column "age" is "12o5", which is not a number',
    );
  });

  it("that was cut off in its gzip says so", async () => {
    const whole = gzipSync(Array.from({ length: 5000 }, (_, i) => `${i},${Math.sin(i)}`).join("\n"));
    await expect(importForTest(csv(whole.subarray(0, 20_000), "d.csv.gz"))).rejects.toThrow("damaged or cut-off gzip");
  });

  it("that unpacks beyond measure is stopped early", async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024, `${"1".repeat(4000)},2\n`));
    await expect(importForTest(csv(bomb, "bomb.csv.gz"))).rejects.toThrow("unpacks to more than");
  });
});

describe("a JSON Lines file", () => {
  const jsonl = (text: string): TestFile[] => [{ name: "data.jsonl", bytes: text }];

  it("becomes columns; lists of numbers are vectors, what is nested is text, what is absent is missing", async () => {
    const imported = await importForTest(
      jsonl('{"a":1,"v":[1,2]}\n\n{"a":2.5,"v":[3,4],"late":"x","deep":{"b":[1]}}\n{"v":[5,6],"a":null}'),
    );
    expect(types(imported)).toEqual({ a: "number", v: "vector", late: "string", deep: "string" });
    expect(imported.rows).toEqual([
      { a: 1, v: Float32Array.of(1, 2), late: null, deep: null },
      { a: 2.5, v: Float32Array.of(3, 4), late: "x", deep: '{"b":[1]}' },
      { a: null, v: Float32Array.of(5, 6), late: null, deep: null },
    ]);
  });

  it("does not take text for numbers", async () => {
    expect(types(await importForTest(jsonl('{"code":"12"}\n{"code":"13"}')))).toEqual({ code: "string" });
  });

  it.each([
    ['{"a":1}\n{"a":\n', "Row 2 is not valid JSON"],
    ['{"a":1}\n[1,2]\n', "Row 2 is a list, not an object"],
    ['[{"a":1}]', "one JSON array"],
  ])("with a broken line says which: %j", async (text, message) => {
    await expect(importForTest(jsonl(text))).rejects.toThrow(message);
  });
});

describe("a zip of class folders", () => {
  const picture = (width: number, height: number, colour: { r: number; g: number; b: number }) =>
    sharp({ create: { width, height, channels: 3, background: colour } })
      .png()
      .toBuffer();
  const red = { r: 255, g: 0, b: 0 };
  const zip = (bytes: Buffer): TestFile[] => [{ name: "flowers.zip", bytes }];

  it("becomes images with their folder as class, in the order of their paths; other sizes are scaled and told", async () => {
    const imported = await importForTest(
      zip(
        makeZip([
          { path: "all/tulip/2.png", bytes: await picture(6, 4, { r: 0, g: 0, b: 255 }) },
          { path: "all/rose/1.png", bytes: await picture(4, 3, red) },
          {
            path: "all/rose/3.jpg",
            bytes: await sharp({ create: { width: 4, height: 3, channels: 3, background: red } })
              .jpeg()
              .toBuffer(),
          },
          { path: "__MACOSX/all/rose/._1.png", bytes: Buffer.from("x") },
          { path: "all/readme.txt", bytes: Buffer.from("hello") },
        ]),
      ),
    );
    expect(imported.columns).toMatchObject([
      { type: "image", shape: [3, 4, 3] },
      { categories: ["rose", "tulip"] },
      { name: "file" },
    ]);
    expect(imported.rows.map((row) => [row.label, row.file])).toEqual([["rose", "all/rose/1.png"], ["rose", "all/rose/3.jpg"], ["tulip", "all/tulip/2.png"]]); // prettier-ignore
    expect([...(imported.rows[0]?.image as Uint8Array).subarray(0, 3)]).toEqual([255, 0, 0]);
    expect(imported.notes.join(" ")).toContain("1 of 3 pictures had another size");
    expect(imported.notes.join(" ")).toContain("readme.txt");
  });

  it("of grey pictures keeps one channel", async () => {
    const grey = await sharp(Buffer.from([0, 50, 100, 255]), { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace("b-w")
      .png()
      .toBuffer();
    const imported = await importForTest(zip(makeZip([{ path: "a/1.png", bytes: grey }])));
    expect(imported.columns[0]?.shape).toEqual([2, 2, 1]);
    expect(imported.rows[0]?.image).toEqual(Uint8Array.of(0, 50, 100, 255));
  });

  it.each([
    ["a path that climbs out", [{ path: "../evil/1.png", bytes: Buffer.from("x") }], "invalid relative path"],
    [
      "an entry made to unpack without end",
      [{ path: "a/1.png", bytes: Buffer.alloc(20_000_000) }],
      "as an archive made to do harm does",
    ],
    [
      "an entry that is larger than it says",
      [{ path: "a/1.png", bytes: Buffer.alloc(50_000), announced: 100 }],
      "cannot be unpacked",
    ],
    [
      "a file that is no picture",
      [{ path: "a/1.png", bytes: Buffer.from("not a png") }],
      "a/1.png cannot be read as a picture",
    ],
    ["pictures outside of folders", [{ path: "1.png", bytes: Buffer.from("x") }], "lies in no folder"],
    ["no pictures", [{ path: "a/1.txt", bytes: Buffer.from("x") }], "holds no PNG or JPEG pictures"],
    ["a spreadsheet inside", [{ path: "[Content_Types].xml", bytes: Buffer.from("x") }], "This is a spreadsheet"],
  ])("with %s is refused", async (_, entries, message) => {
    await expect(importForTest(zip(makeZip(entries)))).rejects.toThrow(message);
  });

  it("whose files unpack to more than is accepted together is refused before anything is unpacked", async () => {
    const entries = Array.from({ length: 5 }, (_, i) => ({ path: `a/${i}.png`, bytes: Buffer.alloc(900_000, i) }));
    await expect(importForTest(zip(makeZip(entries)), {}, 1)).rejects.toThrow("unpacks to more than 4 MB");
  });

  it("that was cut off says so", async () => {
    const whole = makeZip([{ path: "a/1.png", bytes: Buffer.from("x") }]);
    await expect(importForTest(zip(whole.subarray(0, whole.length - 10)))).rejects.toThrow("damaged or cut-off zip");
  });
});

describe("MNIST's IDX files", () => {
  const images = makeIdx(
    [3, 2, 2],
    Uint8Array.from({ length: 12 }, (_, i) => i * 20),
  );
  const labels = makeIdx([3], Uint8Array.of(2, 0, 1));

  it("become images with labels, in whichever order the two files come, packed or not", async () => {
    for (const files of [
      [{ name: "i", bytes: images }, { name: "l", bytes: labels }],
      [{ name: "l.gz", bytes: gzipSync(labels) }, { name: "i.gz", bytes: gzipSync(images) }],
    ]) {
      const imported = await importForTest(files);
      expect(imported.columns).toMatchObject([{ shape: [2, 2, 1] }, { type: "category", categories: ["0", "1", "2"] }]);
      expect(imported.rows.map((row) => row.label)).toEqual(["2", "0", "1"]);
      expect(imported.rows[1]?.image).toEqual(Uint8Array.of(80, 100, 120, 140));
    }
  }); // prettier-ignore

  it.each([
    ["that is cut off", [{ name: "i", bytes: images.subarray(0, 22) }], "announces 3 items and ends within item 2"],
    ["of labels alone", [{ name: "l", bytes: labels }], "holds labels only"],
    ["with another number of labels", [{ name: "i", bytes: images }, { name: "l", bytes: makeIdx([2], Uint8Array.of(1, 2)) }], "3 images and l has 2 labels"],
    ["that announces nonsense", [{ name: "i", bytes: makeIdx([0xffffffff, 0xffffffff, 9], new Uint8Array()) }], "which is no dataset of images"],
  ])("%s are refused", async (_, files, message) => {
    await expect(importForTest(files)).rejects.toThrow(message);
  }); // prettier-ignore
});
