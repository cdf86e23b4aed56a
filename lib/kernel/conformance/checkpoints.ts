import type { ConformanceCase } from "./case";

const head = 'import * as tf from "@tensorflow/tfjs";\nimport { checkpoint, restore, runs } from "quire";\n';

/** What a kernel keeps to go on from. The suite's kernels run one after the other, and find nothing of each other's. */
export const checkpointCases: ConformanceCase[] = [
  {
    name: "what is kept comes back, with the random numbers that follow",
    cells: [
      {
        source: `${head}const data = { step: 3n, when: new Date(0), w: tf.tensor1d([1, 2]), ids: new Set(["a"]) };
await checkpoint(data, { name: "mine" });
const next = Math.random();
[await restore({ name: "other" }), await restore()]`,
        expect: ["= [ undefined, undefined ]", "succeeded"],
      },
      {
        source: `${head}Math.random();
const kept = (await restore<typeof data>({ name: "mine" }))!;
[kept.step, kept.when.getTime(), Array.from(await kept.w.data()), kept.ids.has("a"), Math.random() === next]`,
        expect: ["= [ 3n, 0, [ 1, 2 ], true, true ]", "succeeded"],
      },
    ],
  },
  {
    name: "what cannot be kept is said with its place",
    cells: [
      {
        source: `${head}await checkpoint({ model: { run() {} } });`,
        expect: ["! QuireError: checkpoint: model.run is a function: only data can be kept. @3:1", "failed"],
      },
    ],
  },
  {
    name: "a model trains on from a checkpoint as if it had not stopped",
    cells: [
      {
        source: `${head}import { seed } from "quire";
seed(4);
const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] }), tf.layers.dropout({ rate: 0.5 }), tf.layers.dense({ units: 1 })] });
model.compile({ optimizer: "adam", loss: "meanSquaredError" });
const [xs, ys] = [tf.randomNormal([24, 2]), tf.randomNormal([24, 1])];
const fit = (m: tf.LayersModel) => m.fit(xs, ys, { epochs: 2, batchSize: 8 });
const flat = async (m: tf.LayersModel) => (await Promise.all(m.getWeights().map((w) => w.data()))).flatMap((w) => Array.from(w));
await fit(model);
await checkpoint(model);
await fit(model);
const copy = (await restore<tf.LayersModel>())!;
await fit(copy);
const [a, b] = [await flat(model), await flat(copy)];
[a.length, a.every((w, i) => w === b[i])]`,
        expect: ["= [ 13, true ]", "succeeded"],
      },
    ],
  },
];
