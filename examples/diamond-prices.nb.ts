// title: What does a diamond cost?

// %% id=diamonds-intro type=md
// # What does a diamond cost?
//
// 53,940 round-cut diamonds with their price, weight, measures and grades. A network
// learns the logarithm of the price, for what is expensive is expensive by factors.
//
// Data: ggplot2, MIT licence.

// %% id=diamonds-load type=ts
import { datasets } from "quire";

const diamonds = await datasets.load("diamonds");
diamonds;

// %% id=diamonds-look type=ts
import * as Plot from "@observablehq/plot";

const sample = diamonds.split({ test: 0.02, seed: 1 }).test.rows();
const clarities = ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"];

Plot.plot({
  height: 320,
  grid: true,
  x: { type: "log", label: "carat" },
  y: { type: "log", label: "price ($)" },
  color: { legend: true, type: "ordinal", domain: clarities, scheme: "viridis" },
  marks: [Plot.dot(sample, { x: "carat", y: "price", stroke: "clarity", r: 1.5 })],
});

// %% id=diamonds-features type=md
// ## Features
//
// Weight and size enter as logarithms; the three grades are ordered, so each becomes
// its rank. All are brought to mean 0 and deviation 1, with the numbers of the training
// part alone.

// %% id=diamonds-prepare type=ts
import * as tf from "@tensorflow/tfjs";
import type { Dataset } from "quire";

const grades: [column: string, fromWorst: string[]][] = [
  ["cut", ["Fair", "Good", "Very Good", "Premium", "Ideal"]],
  ["color", ["J", "I", "H", "G", "F", "E", "D"]],
  ["clarity", clarities],
];

function features(part: Dataset): number[][] {
  return part
    .rows()
    .map((row) => [
      Math.log(Number(row.carat)),
      ...grades.map(([column, fromWorst]) => fromWorst.indexOf(String(row[column]))),
      Number(row.depth),
      Number(row.table),
      Math.log(Math.max(Number(row.x) * Number(row.y) * Number(row.z), 1)),
    ]);
}

function logPrice(part: Dataset): number[] {
  return part.column("price").map((price) => Math.log(Number(price)));
}

const { train, test } = diamonds.split({ test: 0.2, seed: 3 });
const raw = tf.tensor2d(features(train));
const { mean, variance } = tf.moments(raw, 0);

function standardise(rows: number[][]): tf.Tensor2D {
  return tf.tidy(() => tf.tensor2d(rows).sub(mean).div(variance.sqrt()));
}

// %% id=diamonds-train type=ts
import { runs } from "quire";

const params = { units: 32, learningRate: 0.01, epochs: 12, batchSize: 512 };
const run = await runs.start("diamond-prices", { params, seed: 3 });
const logPrices = logPrice(train);
const centre = logPrices.reduce((sum, y) => sum + y, 0) / train.length;

const model = tf.sequential({
  layers: [
    tf.layers.dense({ inputShape: [7], units: params.units, activation: "relu" }),
    tf.layers.dense({ units: params.units, activation: "relu" }),
    tf.layers.dense({ units: 1 }),
  ],
});
model.compile({
  optimizer: tf.train.adam(params.learningRate),
  loss: "meanSquaredError",
});

const xs = standardise(features(train));
const ys = tf.tensor2d(logPrices.map((y) => [y - centre]));
const history = await model.fit(xs, ys, {
  epochs: params.epochs,
  batchSize: params.batchSize,
  validationSplit: 0.1,
  callbacks: run.fitCallbacks(),
});

// %% id=diamonds-result type=md
// ## How good is it?
//
// $R^2$ on the held-out fifth, in the logarithm of the price, and the median error in
// per cent of the price.

// %% id=diamonds-test type=ts
const actual = logPrice(test);
const scores = model.predict(standardise(features(test))) as tf.Tensor;
const predicted = Array.from(await scores.data(), (y) => y + centre);

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
const average = sum(actual) / actual.length;
const residuals = actual.map((y, i) => (predicted[i] ?? NaN) - y);
const variation = sum(actual.map((y) => (y - average) ** 2));
const r2 = 1 - sum(residuals.map((d) => d ** 2)) / variation;

const errors = residuals.map((d) => Math.abs(Math.exp(d) - 1)).sort((a, b) => a - b);
const medianError = errors[Math.floor(errors.length / 2)] ?? NaN;

run.log({ test_r2: r2, test_median_error: medianError });
await run.finish();
({ r2, medianError });

// %% id=diamonds-chart type=ts
const points = predicted
  .slice(0, 1500)
  .map((y, i) => ({ price: Math.exp(actual[i] ?? NaN), predicted: Math.exp(y) }));

Plot.plot({
  height: 340,
  grid: true,
  x: { type: "log", label: "price ($)" },
  y: { type: "log", label: "predicted ($)" },
  marks: [
    Plot.dot(points, { x: "price", y: "predicted", r: 1.5, strokeOpacity: 0.5 }),
    Plot.line([{ p: 300 }, { p: 19000 }], { x: "p", y: "p", strokeDasharray: "4 3" }),
  ],
});
