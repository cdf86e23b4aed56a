// title: Handwritten digits

// %% id=digits-intro type=md
// # Handwritten digits
//
// Forty-three people wrote the digits 0 to 9; each became a picture of **8 × 8
// pixels**. A small neural network learns to read them. *Run all* loads the data,
// trains the model on this device, tests it on digits it has never seen, and keeps what
// it learned.
//
// Data: E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, CC BY 4.0.

// %% id=digits-data type=md
// ## Data
//
// `datasets.load` gives an immutable version: the run below records exactly which one.

// %% id=digits-load type=ts
import { datasets } from "quire";

const digits = await datasets.load("digits");
digits;

// %% id=digits-pictures type=ts
import * as Plot from "@observablehq/plot";
import type { Row } from "quire";

/** A line of 8 × 8 pictures, each under its title. */
function pictures(rows: Row[], title: (row: Row, index: number) => string) {
  const pixels = rows.flatMap((row, picture) =>
    Array.from(row.pixels as Float32Array, (ink, p) => {
      return { picture, x: p % 8, y: Math.floor(p / 8), ink };
    }),
  );
  const titles = rows.map((row, picture) => ({ picture, text: title(row, picture) }));
  return Plot.plot({
    height: 92,
    width: Math.max(76, 64 * rows.length),
    marginLeft: 2,
    marginRight: 2,
    marginTop: 20,
    marginBottom: 2,
    x: { axis: null },
    y: { axis: null },
    fx: { axis: null, padding: 0.12 },
    color: { scheme: "greys", domain: [0, 16] },
    marks: [
      Plot.cell(pixels, { fx: "picture", x: "x", y: "y", fill: "ink", inset: 0 }),
      Plot.text(titles, { fx: "picture", text: "text", frameAnchor: "top", dy: -14 }),
    ],
  });
}

pictures(digits.rows(0, 10), (row) => String(row.label));

// %% id=digits-training type=md
// ## Training
//
// Two layers: 64 pixels → 64 hidden units → a score for each digit,
// $\mathrm{softmax}(W_2\,\mathrm{relu}(W_1 x + b_1) + b_2)$. A fifth of the digits is
// held out for the test.

// %% id=digits-train type=ts
import * as tf from "@tensorflow/tfjs";
import { runs } from "quire";

const { train, test } = digits.split({ test: 0.2, seed: 7, by: "label" });
const params = { hidden: 64, learningRate: 0.004, epochs: 20, batchSize: 32 };

const run = await runs.start("digits-mlp", { params, seed: 7 });
const model = tf.sequential({
  layers: [
    tf.layers.dense({ inputShape: [64], units: params.hidden, activation: "relu" }),
    tf.layers.dense({ units: 10, activation: "softmax" }),
  ],
});
model.compile({
  optimizer: tf.train.adam(params.learningRate),
  loss: "categoricalCrossentropy",
  metrics: ["accuracy"],
});

const pixels = train.tensor("pixels", { scale: 1 / 16 });
const history = await model.fit(pixels, train.oneHot("label"), {
  epochs: params.epochs,
  batchSize: params.batchSize,
  validationSplit: 0.1,
  callbacks: run.fitCallbacks(),
});

// %% id=digits-result type=md
// ## Result

// %% id=digits-test type=ts
const classes = digits.categories("label");
const truth = test.column("label").map(String);
const scores = model.predict(test.tensor("pixels", { scale: 1 / 16 })) as tf.Tensor2D;
const guesses = Array.from(
  await scores.argMax(1).data(),
  (index) => classes[index] ?? "?",
);
const right = guesses.filter((guess, i) => guess === truth[i]);
const testAccuracy = right.length / truth.length;

run.log({ test_accuracy: testAccuracy });
testAccuracy;

// %% id=digits-confusion type=ts
const pairs = classes.flatMap((written) => classes.map((read) => ({ written, read })));
const confusion = pairs.map(({ written, read }) => {
  const times = truth.filter((is, i) => is === written && guesses[i] === read).length;
  return { written, read, times, ink: times > 20 ? "#ffffff" : "#12312f" };
});

Plot.plot({
  width: 380,
  height: 340,
  padding: 0.06,
  x: { label: "read as", domain: classes, axis: "top" },
  y: { label: "written", domain: classes },
  color: { type: "sqrt", range: ["#eef6f5", "#0d6661"] },
  marks: [
    Plot.cell(confusion, { x: "read", y: "written", fill: "times" }),
    Plot.text(
      confusion.filter(({ times }) => times > 0),
      {
        x: "read",
        y: "written",
        text: "times",
        fill: (cell) => cell.ink,
        fontSize: 11,
      },
    ),
  ],
});

// %% id=digits-misread type=ts
const misread = guesses.flatMap((guess, i) => (guess === truth[i] ? [] : [i]));

const guessOf = (i: number) => guesses[misread[i] ?? -1] ?? "?";

pictures(test.take(misread.slice(0, 12)).rows(), (row, i) => {
  return `${String(row.label)} as ${guessOf(i)}`;
});

// %% id=digits-keep type=md
// ## Keep it
//
// The model goes into the registry as a new version, tied to the run. *Publish* gives
// it an address that answers.

// %% id=digits-save type=ts
import { display } from "quire";

display(pictures(test.rows(0, 1), (row) => `a ${String(row.label)}`));
const [example] = (await test
  .tensor("pixels", { scale: 1 / 16 })
  .array()) as number[][];
const saved = await run.saveModel(model, {
  name: "digits",
  labels: classes,
  example,
  inputDescription: "64 pixels, row by row, from 0 (paper) to 1 (ink)",
});
await run.finish();
saved;
