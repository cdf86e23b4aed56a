import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mimeBundleSchema } from "@/lib/protocol/output";
import { PixelCanvas } from "../plot/pixel-canvas";
import { elementBundle } from "./element";
import { inspect, inspectChildren } from "./inspect";
import { inspectNodeSchema, type InspectNode } from "./inspect-node";
import { LiveValues } from "./live-values";
import { plainText } from "./plain-text";
import { encodePng, encodePngNow, type Pixels } from "./png";
import { render } from "./render";
import { asTable } from "./table";
import { tableSchema } from "./table-shape";
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
    const row = Array.from({ length: 1000 }, () => ({ a: 1 }));
    const tree = inspect(Array.from({ length: 1e5 }, () => row));
    expect(tree.more).toBeGreaterThan(99_800);
    const count = (node: InspectNode): number =>
      1 + (node.children ?? []).reduce((sum, { value }) => sum + count(value), 0);
    expect(count(tree)).toBeLessThan(2200);
  });
});

describe("what was cut off", () => {
  const live = new LiveValues();
  const shown = (value: unknown) => inspect(value, live.keeper("cell"));
  const refOf = ({ ref }: InspectNode) => live.get(ref ?? "")?.();

  it("can be asked for while it is there: long lists, deep objects, long texts, getters", () => {
    const list = Array.from({ length: 250 }, (_, i) => i);
    const tree = shown(list);
    expect([tree.children?.length, tree.more, refOf(tree)]).toEqual([100, 150, list]);
    const page = inspectChildren(refOf(tree), 200, 100);
    expect([page.children.map(({ key }) => key).at(0), page.children.length, page.more]).toEqual(["200", 50, 0]);

    let deep: unknown = "bottom";
    for (let i = 0; i < 8; i++) deep = { deep };
    let node: InspectNode | undefined = shown(deep);
    while (node?.children) node = node.children[0]?.value;
    expect(node?.type).toBe("cut");
    expect(plainText(inspect(node && refOf(node)))).toContain('"bottom"');

    const text = shown("é".repeat(1e6));
    expect([text.more, text.text.length < 20_000, refOf(text)]).toEqual([990_000, true, "é".repeat(1e6)]);

    const read = shown({
      get now() {
        return 7;
      },
    }).children?.[0]?.value;
    expect([read?.text, read && refOf(read)]).toEqual(["(getter)", 7]);
  });

  it("of a map or a set is counted and paged as well", () => {
    const map = new Map(Array.from({ length: 150 }, (_, i) => [{ i }, i]));
    expect(shown(map).more).toBe(50);
    expect(inspectChildren(map, 149, 10).children[0]?.value.text).toBe("149");
  });

  it("goes when its cell runs again", () => {
    const { ref = "" } = shown(Array.from({ length: 101 }));
    live.release("cell");
    expect(live.get(ref)).toBeUndefined();
  });

  it("does not grow without end", () => {
    const values = new LiveValues();
    const refs = Array.from({ length: 5000 }, (_, i) => values.keeper("cell")(() => i) ?? "");
    expect([values.get(refs[0] ?? ""), values.get(refs.at(-1) ?? "")?.()]).toEqual([undefined, 4999]);
  });
});

describe("values of classes and of the host", () => {
  it("show getters of their classes, which are no part of their text", () => {
    class Box {
      side = 2;
      get area() {
        return this.side ** 2;
      }
    }
    const tree = inspect(new Box(), new LiveValues().keeper("c"));
    expect(tree.children?.map(({ key, inherited }) => [key, inherited])).toEqual([
      ["side", undefined],
      ["area", true],
    ]);
    expect(plainText(tree)).toBe("Box { side: 2 }");
  });

  it("show causes of errors, holes of lists, addresses, boxed values and buffers", () => {
    const cause = inspect(new Error("outer", { cause: new TypeError("inner") }));
    expect(plainText(cause)).toBe("Error: outer { cause: TypeError: inner }");
    expect(plainText(inspect([1, , 3]))).toBe("[ 1, empty, 3 ]");
    expect(plainText(inspect(new URL("https://example.org/a?b")))).toBe("URL https://example.org/a?b");
    expect(plainText(inspect(Object(5)))).toBe("[Number: 5]");
    expect(plainText(inspect(new Uint8Array([1, 2]).buffer))).toBe("ArrayBuffer(2) { bytes: Uint8Array(2) [ 1, 2 ] }");
    expect(plainText(inspect(new Blob(["hi"], { type: "text/plain" })))).toBe("Blob 2 bytes text/plain");
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
