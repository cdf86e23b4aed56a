// title: A first tour, with penguins

// %% id=tour-intro type=md
// # A first tour, with penguins
//
// This page is a notebook: text, code and results in one column. Press **Shift+Enter**
// on a cell to run it and go on to the next; **Run all** runs everything.
//
// Three species of penguin live around Palmer Station, Antarctica. Between 2007 and
// 2009 some of them were measured.
//
// Data: K. Gorman and others, palmerpenguins, CC0.

// %% id=tour-load type=ts
import { datasets } from "quire";

const penguins = await datasets.load("penguins");
penguins;

// %% id=tour-names type=md
// ## Names are shared
//
// A name that one cell defines is known in all others, with its type. Change `measure`
// below and run that cell: the chart under it turns *stale*, and one press brings it up
// to date. A cell runs what it needs first.

// %% id=tour-measure type=ts
const measure = "flipper_length_mm";

// %% id=tour-chart type=ts
import * as Plot from "@observablehq/plot";

const measured = penguins.rows().filter((row) => row[measure] !== null);
const bins = Plot.binX(
  { y: "count" },
  { x: measure, fill: "species", fillOpacity: 0.8 },
);

Plot.plot({
  height: 260,
  color: { legend: true },
  x: { label: measure },
  marks: [Plot.rectY(measured, bins), Plot.ruleY([0])],
});

// %% id=tour-shapes type=md
// ## Bills tell them apart
//
// Two lengths of the bill separate the species nearly by themselves.

// %% id=tour-bills type=ts
Plot.plot({
  height: 300,
  grid: true,
  color: { legend: true },
  marks: [
    Plot.dot(measured, {
      x: "bill_length_mm",
      y: "bill_depth_mm",
      stroke: "species",
      symbol: "species",
    }),
  ],
});

// %% id=tour-model type=md
// ## A model in a dozen lines
//
// Logistic regression: $p = \mathrm{softmax}(Wx + b)$, trained on this device. The
// curve is live, and so it is for everyone who has the notebook open. The table is
// sorted by species, so it is shuffled first: the last fifth, held out, must know all
// three.

// %% id=tour-train type=ts
import * as tf from "@tensorflow/tfjs";
import { runs } from "quire";

const columns = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];
const rows = penguins
  .shuffle(1)
  .rows()
  .filter((row) => columns.every((name) => row[name] !== null));
const species = [...new Set(rows.map((row) => String(row.species)))].sort();
const raw = tf.tensor2d(rows.map((row) => columns.map((name) => Number(row[name]))));
const { mean, variance } = tf.moments(raw, 0);
const xs = raw.sub(mean).div(variance.sqrt());
const classes = rows.map((row) => species.indexOf(String(row.species)));
const ys = tf.oneHot(tf.tensor1d(classes, "int32"), species.length);

const params = { learningRate: 0.1, epochs: 15 };
const run = await runs.start("penguins-logistic", { params, seed: 1 });
const model = tf.sequential({
  layers: [
    tf.layers.dense({ inputShape: [4], units: species.length, activation: "softmax" }),
  ],
});
model.compile({
  optimizer: tf.train.adam(params.learningRate),
  loss: "categoricalCrossentropy",
  metrics: ["accuracy"],
});
const history = await model.fit(xs, ys, {
  epochs: params.epochs,
  batchSize: 32,
  validationSplit: 0.2,
  callbacks: run.fitCallbacks(),
});
await run.finish();

// %% id=tour-next type=md
// ## Where to go on
//
// - **Handwritten digits** trains a network, keeps it, and publishes it at an address
//   that answers.
// - **What does a diamond cost?** is a regression on 53,940 rows.
// - **Runs** lists what was trained here: every curve, parameter and dataset version.
// - **Share**, at the top, lets a colleague in: you see each other's cursors and
//   results as they happen.
// - **Ctrl+K** finds every command, **?** every key.
