import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { Dataset } from "@/lib/datasets/dataset";
import { decodeValue } from "./decode";
import { CannotTravel, type EncodedValue, encodeValue } from "./encode";
import { valueManifestSchema } from "./manifest";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const makers = { tf: () => Promise.resolve(tf), loadedTf: () => tf, seed: 1 };

/** As it comes out at the other end of any wire. */
function decode({ manifest, parts }: EncodedValue): Promise<unknown> {
  const sent = valueManifestSchema.parse(JSON.parse(JSON.stringify(manifest)));
  return decodeValue(sent, (hash) => Promise.resolve(parts.get(hash) ?? new Uint8Array()), makers);
}
const roundTrip = async (value: unknown): Promise<unknown> => decode(await encodeValue(value, tf));
const refusal = (value: unknown): Promise<string> =>
  encodeValue(value, tf).then(
    () => "travels",
    (error: unknown) => (error instanceof CannotTravel ? error.message : String(error)),
  );

describe("a value", () => {
  it("comes back as it was, whatever data it is of", async () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      maxDepth: 4,
    });
    await fc.assert(
      fc.asyncProperty(anything, async (value) => {
        expect(await roundTrip(value)).toStrictEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps what JSON loses", async () => {
    const odd = [-0, NaN, Infinity, -Infinity, undefined, 10n ** 30n, new Date(NaN), /a.b/giu];
    expect(await roundTrip(odd)).toStrictEqual(odd);
    const keys: unknown = JSON.parse('{ "$": "tensor", "__proto__": { "polluted": true }, "$ref": 1 }');
    expect(await roundTrip(keys)).toStrictEqual(keys);
    const error = await roundTrip(new RangeError("too far"));
    expect(error).toMatchObject({ name: "RangeError", message: "too far" });
    const view = new DataView(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2);
    expect(await roundTrip(view)).toStrictEqual(new DataView(Uint8Array.of(2, 3).buffer));
  });

  it("has each object once, however often it is referred to", async () => {
    const shared = { list: [1] };
    const back = (await roundTrip({ a: shared, b: [shared, shared.list], m: new Map([[shared, shared]]) })) as {
      a: { list: number[] };
      b: [{ list: number[] }, number[]];
      m: Map<unknown, unknown>;
    };
    expect(back.b[0]).toBe(back.a);
    expect(back.b[1]).toBe(back.a.list);
    expect(back.m.get(back.a)).toBe(back.a);
    let doubled: unknown[] = [0];
    for (let i = 0; i < 60; i++) doubled = [doubled, doubled];
    expect(JSON.stringify((await encodeValue(doubled, tf)).manifest).length).toBeLessThan(5000);
  });

  it("that cannot travel is refused with its place and the reason", async () => {
    const circle: Record<string, unknown> = {};
    circle.self = [circle];
    class Point {
      x = 1;
    }
    expect(await refusal({ a: [1, { run: () => 1 }] })).toBe("a[1].run is a function: only data can be kept.");
    expect(await refusal(circle)).toBe("self[0] refers back to what it is in: circles cannot be kept.");
    expect(await refusal(new Map([["k", new Point()]]))).toMatch(/^get\("k"\) is a Point: an object of a class/);
    expect(await refusal(Symbol("s"))).toBe("It is a symbol: only data can be kept.");
    expect(await refusal(Promise.resolve(1))).toMatch(/^It is a Promise/);
    const gone = tf.scalar(1);
    gone.dispose();
    expect(await refusal({ gone })).toBe("gone is a tensor that has been disposed of.");
    let deep: unknown = 1;
    for (let i = 0; i < 600; i++) deep = [deep];
    expect(await refusal(deep)).toMatch(/more than 500 objects deep/);
  });
});

describe("tensors", () => {
  it("of every type come back with their shape and values, to the bit", async () => {
    const tensors = {
      floats: tf.tensor2d([0.1, -0, NaN, 3e38], [2, 2]),
      integers: tf.tensor1d([1, -2], "int32"),
      flags: tf.tensor1d([true, false]),
      texts: tf.tensor1d(["a", "ä"]),
      complex: tf.complex([1, 2], [3, -4]),
      none: tf.zeros([0, 3]),
    };
    const before = tf.memory().numTensors;
    const encoded = await encodeValue(tensors, tf);
    expect(tf.memory().numTensors).toBe(before);
    const back = (await decode(encoded)) as typeof tensors;
    for (const [name, tensor] of Object.entries(tensors)) {
      const found = back[name as keyof typeof tensors];
      expect([found.dtype, found.shape]).toEqual([tensor.dtype, tensor.shape]);
      expect(await found.data()).toStrictEqual(await tensor.data());
    }
  });

  it("are kept as they were when it was asked, and variables stay variables", async () => {
    const variable = tf.variable(tf.tensor1d([1, 2]), false);
    const encoding = encodeValue(variable, tf);
    variable.assign(tf.tensor1d([9, 9]));
    const back = (await decode(await encoding)) as tf.Variable;
    expect(back).toBeInstanceOf(tf.Variable);
    expect([back.trainable, ...(await back.data())]).toEqual([false, 1, 2]);
  });

  it("that are large have a part each, so that what has not changed has the same", async () => {
    const [frozen, trained] = [tf.randomNormal([200, 100]), tf.randomNormal([200, 100])];
    const first = await encodeValue({ frozen, trained, step: 1 }, tf);
    const second = await encodeValue({ frozen, trained: trained.add(1), step: 2 }, tf);
    expect([...second.parts.keys()].filter((hash) => !first.parts.has(hash))).toHaveLength(1);
    expect(first.parts.size).toBe(2);
  });
});

describe("a model", () => {
  const make = (optimizer: tf.Optimizer) => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, activation: "tanh", inputShape: [2] }),
        tf.layers.batchNormalization(),
        tf.layers.dense({ units: 1 }),
      ],
    });
    model.compile({ optimizer, loss: "meanSquaredError", metrics: ["mae"] });
    return model;
  };
  const [xs, ys] = [tf.randomNormal([16, 2], 0, 1, "float32", 1), tf.randomNormal([16, 1], 0, 1, "float32", 2)];
  const train = (model: tf.LayersModel) => model.fit(xs, ys, { epochs: 3, shuffle: false });
  const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => Array.from(weight.dataSync()));

  it.each([
    ["SGD", () => tf.train.sgd(0.1)],
    ["Momentum", () => tf.train.momentum(0.1, 0.9)],
    ["RMSProp", () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7, true)],
    ["Adam", () => tf.train.adam(0.05)],
    ["Adamax", () => tf.train.adamax(0.05)],
    ["Adagrad", () => tf.train.adagrad(0.1)],
    ["Adadelta", () => tf.train.adadelta(0.5)],
  ] as const)("under %s trains on, after the journey, as if there had been none", async (_name, optimizer) => {
    const model = make(optimizer());
    await train(model);
    const copy = (await roundTrip(model)) as tf.LayersModel;
    expect(weightsOf(copy)).toEqual(weightsOf(model));
    await train(model);
    await train(copy);
    expect(weightsOf(copy)).toEqual(weightsOf(model));
  });

  it("with a loss of the cell's own travels without its training", async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    model.compile({ optimizer: "sgd", loss: (a, b) => tf.losses.absoluteDifference(a, b) });
    const copy = (await roundTrip(model)) as tf.LayersModel;
    expect(weightsOf(copy)).toEqual(weightsOf(model));
    expect(copy.optimizer).toBeUndefined();
  });

  it("that has been disposed of is refused", async () => {
    const model = make(tf.train.sgd(0.1));
    model.dispose();
    expect(await refusal({ model })).toMatch(/^model is a model that TensorFlow.js cannot write down/);
  });
});

it("a table comes back with its columns, and the rows of a view only", async () => {
  const identity = { name: "trees", number: 3, hash: "h", versionId: "v" };
  const columns = [
    {
      column: { name: "n", type: "integer" as const, nullable: false },
      kind: "i32" as const,
      values: Int32Array.of(1, 2, 3),
      valid: null,
    },
    {
      column: { name: "s", type: "string" as const, nullable: true },
      kind: "text" as const,
      values: ["a", "", "c"],
      valid: Uint8Array.of(1, 0, 1),
    },
  ];
  const back = (await roundTrip(new Dataset(identity, columns, 3).take([2, 1]))) as Dataset;
  expect([back.name, back.version, back.rows()]).toEqual([
    "trees",
    3,
    [
      { n: 3, s: "c" },
      { n: 2, s: null },
    ],
  ]);
});

describe("what arrives damaged", () => {
  it("is refused before anything of it is made", async () => {
    const encoded = await encodeValue({ a: tf.ones([300, 100]), b: tf.ones([10]) }, tf);
    const read = (parts: ReadonlyMap<string, Uint8Array>) =>
      decodeValue(encoded.manifest, (hash) => Promise.resolve(parts.get(hash) ?? new Uint8Array()), makers);
    const [hash, bytes] = [...encoded.parts][0]!;
    const before = tf.memory().numTensors;
    await expect(read(new Map())).rejects.toThrow(/damaged/);
    await expect(read(new Map(encoded.parts).set(hash, bytes.slice(1)))).rejects.toThrow(/damaged/);
    const flipped = bytes.slice();
    flipped[7]! ^= 1;
    await expect(read(new Map(encoded.parts).set(hash, flipped))).rejects.toThrow(/damaged/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("or forged, is no more than an error", async () => {
    const forged = async (root: unknown) =>
      decodeValue(
        valueManifestSchema.parse({ format: "quire-value/1", root, parts: [] }),
        () => Promise.reject(new Error("no part")),
        makers,
      );
    await expect(forged({ $: "same", as: 3 })).rejects.toThrow(/not there/);
    await expect(forged({ $: "nothing known" })).rejects.toThrow(/form that is not known/);
    await expect(forged({ $: "numbers", data: { part: 0, at: 0, bytes: 8 } })).rejects.toThrow(/cut short/);
    await expect(
      forged({ $: "tensor", dtype: "float32", shape: [2], data: { part: 9, at: 0, bytes: 8 } }),
    ).rejects.toThrow();
  });
});
