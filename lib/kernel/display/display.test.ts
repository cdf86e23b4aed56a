import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mimeBundleSchema } from "@/lib/protocol/output";
import { PixelCanvas } from "../plot/pixel-canvas";
import { elementBundle } from "./element";
import { inspect, inspectNodeSchema, type InspectNode } from "./inspect";
import { plainText } from "./plain-text";
import { encodePng, encodePngNow, type Pixels } from "./png";
import { render } from "./render";
import { asTable, tableSchema } from "./table";
import { describeTensor, tensorSchema } from "./tensor";

describe("the inspector", () => {
  it("makes a tree of its own shape out of anything, and never throws", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withNullPrototype: true,
        }),
        async (value) => {
          expect(inspectNodeSchema.safeParse(inspect(value)).success).toBe(true);
          expect(typeof plainText(inspect(value))).toBe("string");
          expect(mimeBundleSchema.safeParse(await render(value)).success).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("survives values that fight back", () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no");
        },
      },
    );
    expect(inspect(hostile).text).toBe("[cannot be shown]");
    const after = inspect([hostile, { a: { b: 1 } }]);
    expect(plainText(after)).toBe("[ [cannot be shown], { a: { b: 1 } } ]");
  });

  it("stays small for huge values, and says what it left out", () => {
    const tree = inspect(Array.from({ length: 1e5 }, () => Array.from({ length: 1000 }, () => ({ a: 1 }))));
    expect(tree.more).toBeGreaterThan(99_800);
    const count = (node: InspectNode): number =>
      1 + (node.children ?? []).reduce((sum, { value }) => sum + count(value), 0);
    expect(count(tree)).toBeLessThan(2200);
  });
});

describe("tables", () => {
  it("have a type for each column, the first rows, and the count of all", () => {
    const rows = Array.from({ length: 500 }, (_, i) => ({
      n: i === 1 ? NaN : i,
      s: "x".repeat(1000),
      d: new Date(0),
      m: i % 2 ? "text" : 1,
      o: null,
    }));
    const table = tableSchema.parse(asTable(rows));
    expect(table.columns.map(({ type }) => type)).toEqual(["number", "string", "date", "mixed", "mixed"]);
    expect([table.rows.length, table.total]).toEqual([200, 500]);
    expect(table.rows[1]?.[0]).toBe("NaN");
  });

  it.each([[[]], [[1, 2]], [[{}]], [[new Map()]], [[{ deep: { a: 1 }, list: [1] }]], ["text"], [null]])(
    "are not made of %j",
    (value) => {
      expect(asTable(value)).toBeUndefined();
    },
  );
});

describe("tensors", () => {
  const tensor = (shape: number[], data: ArrayLike<number>, dtype = "float32") => {
    const size = shape.reduce((a, b) => a * b, 1);
    const self = {
      dtype,
      shape,
      size,
      isDisposed: false,
      dataId: {},
      data: () => Promise.resolve(data),
      dispose: () => undefined,
    };
    return {
      ...self,
      reshape: () => tensor([size], data, dtype),
      slice: (_: number[], [count = 0]: number[]) => tensor([count], Array.from(data).slice(0, count), dtype),
    };
  };

  it("are described by shape, statistics, first values and, where small, all of a matrix", async () => {
    const shown = tensorSchema.parse(await describeTensor(tensor([2, 2], [1, 2, 3, NaN])));
    expect(shown).toMatchObject({
      shape: [2, 2],
      head: [1, 2, 3, "NaN"],
      stats: { min: 1, max: 3, mean: 2, nans: 1 },
      matrix: [1, 2, 3, "NaN"],
    });
  });

  it("are read back only in part when they are huge", async () => {
    const shown = await describeTensor(tensor([5000, 1000], Float32Array.of(1, 2, 3)));
    expect(shown.stats).toBeUndefined();
    expect(shown.head).toEqual([1, 2, 3]);
  });
});

describe("pictures", () => {
  const pixels: Pixels = { width: 3, height: 2, data: Uint8Array.from({ length: 18 }, (_, i) => i) };

  /** The bytes behind the one IDAT chunk. */
  const unpack = (png: Uint8Array) => {
    const at = Buffer.from(png).indexOf("IDAT");
    const length = Buffer.from(png).readUInt32BE(at - 4);
    return inflateSync(png.subarray(at + 4, at + 4 + length));
  };
  const lines = Buffer.from([0, ...pixels.data.slice(0, 9), 0, ...pixels.data.slice(9)]);

  it("are PNGs that hold the pixels, compressed or at once", async () => {
    expect(unpack(await encodePng(pixels))).toEqual(lines);
    expect(unpack(encodePngNow(pixels))).toEqual(lines);
  });

  it("come from a canvas without a screen", () => {
    const canvas = new PixelCanvas();
    [canvas.width, canvas.height] = [2, 1];
    const context = canvas.getContext("2d");
    if (context) context.fillStyle = "rgb(1, 2, 3)";
    context?.fillRect(1, 0, 1, 1);
    const png = Buffer.from(canvas.toDataURL().split(",")[1] ?? "", "base64");
    expect([...unpack(png)]).toEqual([0, 0, 0, 0, 0, 1, 2, 3, 255]);
  });
});

it("does not send a drawing that would freeze the page", () => {
  const bundle = elementBundle({ tagName: "svg", outerHTML: `<svg>${"<g/>".repeat(2e6)}</svg>` });
  expect(Object.keys(bundle)).toEqual(["text/plain"]);
});
