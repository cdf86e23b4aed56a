// title: A tour of Quire

// %% id=tour-intro type=md
// # A tour of Quire
//
// Ten minutes, from top to bottom. This page is a notebook: text, code and results in
// one column. Nothing here can break, so change whatever makes you curious.
//
// Press **Shift+Enter** to run a cell and go on to the next, or the mark at its left.
// **Run all**, at the top right, runs the whole page in a few seconds. On a Mac, Ctrl
// is ⌘.
//
// *No Run all? You are a viewer: read along, or ask an owner to make you an editor.*

// %% id=tour-data type=md
// ## Data
//
// Three species of penguin live around Palmer Station, Antarctica; from 2007 to 2009,
// 344 of them were measured. `datasets.load` gives a version that never changes, and
// every run records which one it was. Right after set-up the data may still be on its
// way: the cell waits for it.

// %% id=tour-load type=ts
import { datasets } from "quire";

const penguins = await datasets.load("penguins");
penguins;

// %% id=tour-names type=md
// ## Names are shared
//
// What one cell defines, every other cell knows. Click into the next cell, change `3`
// to `5` and press **Shift+Enter**: the cell below it turns *stale*, with a mark at its
// left and the reason under its result. **Shift+Enter** again brings it up to date.
//
// A cell always runs what it needs first, so the order on the page is yours.

// %% id=tour-kilos type=ts
const kilos = 3;

// %% id=tour-heavy type=ts
import { md } from "quire";

const heavy = penguins.rows().filter((row) => Number(row.body_mass_g) > kilos * 1000);
md`**${heavy.length}** of ${penguins.length} penguins weigh more than ${kilos} kg.`;

// %% id=tour-types type=md
// ## So are types
//
// Hover `penguins` in the next cell: its type comes from the cell that loads it. After
// `row.` or `penguins.`, **Tab** completes. **F12** goes to where a name is defined,
// **Shift+F6** renames it in all cells.
//
// A cell shows its last value, here as a table: sort it by a header, filter it, point
// at it to copy, save or enlarge it. `display` shows more: pictures, sound, formulas,
// tensors, HTML.

// %% id=tour-birds type=ts
const birds = penguins.rows().flatMap((row) => {
  if (row.body_mass_g === null) return [];
  return {
    species: String(row.species),
    mass: Number(row.body_mass_g),
    flipper: Number(row.flipper_length_mm),
    bill: Number(row.bill_length_mm),
    depth: Number(row.bill_depth_mm),
  };
});
birds;

// %% id=tour-inputs type=md
// ## Inputs are names too
//
// Move the slider: `bins` has a new value, and the chart is stale. Press **Esc**, then
// **Shift+S**, to run what is stale. Better: open the kernel's menu, at the bottom
// left, and tick *Cheap cells follow by themselves*; then the chart follows your hand.
//
// Everyone in a notebook shares a slider, unless it says `shared: false`.

// %% id=tour-knobs type=ts
import { input } from "quire";

const measure = input.select({
  label: "Measure",
  options: { "Body mass, g": "mass", "Flipper, mm": "flipper", "Bill, mm": "bill" },
});
const bins = input.slider({ label: "Bins", min: 5, max: 40, value: 20 });

// %% id=tour-chart type=ts
import * as Plot from "@observablehq/plot";

const split = { x: measure, fy: "species", fill: "species", thresholds: bins };

Plot.plot({
  height: 280,
  marginRight: 72,
  fy: { label: null },
  marks: [Plot.rectY(birds, Plot.binX({ y: "count" }, split)), Plot.ruleY([0])],
});

// %% id=tour-sql type=md
// ## SQL where it is shorter
//
// The next cell is SQL (**Esc**, then **Q**, makes one). It reads datasets and the
// tables of other cells by their names, and `${…}` takes a value from any cell. Its
// result is a name as well: `islands`, written below it, with the types of its columns.

// %% id=tour-islands type=sql settings={"name":"islands"}
// select island, species, count(*) as birds, round(avg(body_mass_g)) as mean_mass
// from penguins
// where body_mass_g > ${kilos * 1000}
// group by all
// order by island, species

// %% id=tour-homes type=ts
const bars = { x: "birds", y: "island", z: "species" };

Plot.plot({
  height: 190,
  marginLeft: 72,
  marginBottom: 40,
  y: { label: null },
  marks: [
    Plot.barX(islands.rows(), { ...bars, fill: "species", insetLeft: 1 }),
    Plot.text(islands.rows(), Plot.stackX({ ...bars, text: "species", fill: "white" })),
  ],
});

// %% id=tour-model type=md
// ## A model, and its record
//
// Two measures of the bill nearly tell the species apart, by
// $p = \mathrm{softmax}(Wx + b)$. The model trains on this device, on its GPU where
// the browser gives one, and the curve is live for everyone who looks.

// %% id=tour-train type=ts
import * as tf from "@tensorflow/tfjs";
import { runs } from "quire";

const params = { learningRate: 0.1, epochs: 15 };
const run = await runs.start("penguin-bills", { params, seed: 1 });

const kinds = [...new Set(birds.map((bird) => bird.species))].sort();
const bills = tf.tensor2d(birds.map(({ bill, depth }) => [bill, depth]));
const { mean, variance } = tf.moments(bills, 0);
const scaled = bills.sub(mean).div(variance.sqrt());
const known = birds.map((bird) => kinds.indexOf(bird.species));
const answers = tf.oneHot(tf.tensor1d(known, "int32"), kinds.length);

const model = tf.sequential();
model.add(tf.layers.dense({ inputShape: [2], units: 3, activation: "softmax" }));
model.compile({
  optimizer: tf.train.adam(params.learningRate),
  loss: "categoricalCrossentropy",
  metrics: ["accuracy"],
});
await model.fit(scaled, answers, {
  epochs: params.epochs,
  callbacks: run.fitCallbacks(),
});
await run.finish();

// %% id=tour-record type=md
// The run is on record: who, when, on which device, with which code, parameters and
// data. The logo, at the top left, opens the navigation; **Runs** lists them all. Try
// another `learningRate`, run the cell again, then select both runs and compare them.
//
// The sliders below ask the model whose bill it is.

// %% id=tour-bill type=ts
const long = input.slider({ label: "Bill length, mm", min: 32, max: 60, value: 46 });
const deep = input.slider({ label: "Bill depth, mm", min: 12, max: 22, value: 17 });

// %% id=tour-guess type=ts
const asked = tf
  .tensor2d([[long, deep]])
  .sub(mean)
  .div(variance.sqrt());
const scores = await (model.predict(asked) as tf.Tensor).data();
const chances = kinds.map((species, i) => ({ species, probability: scores[i] ?? 0 }));

Plot.plot({
  height: 140,
  marginLeft: 72,
  marginBottom: 40,
  x: { domain: [0, 1] },
  y: { label: null },
  marks: [Plot.barX(chances, { x: "probability", y: "species", fill: "species" })],
});

// %% id=tour-stop type=md
// ## Stop what runs
//
// Press the button, then stop the count: by the square at the left of the cell, or
// **Esc** and twice **I**. A cell that looks at `abortSignal` ends tidily. One that
// does not, even an endless loop, is ended all the same: its kernel starts anew, and
// one press runs again what is needed.

// %% id=tour-button type=ts
const begin = input.button("Count to one hundred", { shared: false });

// %% id=tour-count type=ts
import { abortSignal, progress } from "quire";

if (begin > 0) {
  const counted = progress("Counting", 100);
  for (let n = 1; n <= 100 && !abortSignal.aborted; n++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    counted.set(n);
  }
}

// %% id=tour-packages type=md
// ## Packages
//
// `npm:` and a name bring in a package, types included; the notebook keeps its exact
// version. The next cell is *disabled*, since not every server reaches the npm
// registry: in its menu (⋯, at its right) take the tick off *Disable*, then run it.

// %% id=tour-package type=ts settings={"hold":"disabled"}
import { median } from "npm:d3-array@3";

const middle = median(birds.map((bird) => bird.mass));
md`Half of the penguins weigh more than ${middle} g.`;

// %% id=tour-keys type=md
// ## Keys
//
// **Esc** leaves a cell and **Enter** goes into it. Outside of one:
//
// | key | does |
// | --- | --- |
// | **A**, **B** | insert a cell above, below |
// | **J**, **K** | go down, up |
// | **D D**, **Z** | delete the cell, undo |
// | **M**, **Y**, **Q** | make it text, TypeScript, SQL |
// | **F8** | go to the next failed or stale cell |
// | **Shift+V** | show every name, its value, and who uses it |
// | **Ctrl+F**, **Ctrl+H** | find, replace in all cells |
// | **Ctrl+K** | find any command or notebook |
// | **?** | show all keys |

// %% id=tour-history type=md
// ## Together, and back again
//
// **Share** lets a colleague in. You write in the same cell at once, and see each
// other's cursors, runs and curves. Undo takes back your own edits, never theirs.
//
// Every edit is kept. **Esc**, then **Shift+Y**, opens the history: *Name this
// version*, change something, press on the version, and see what is different, word by
// word. *Restore* brings it back, whole or one cell.

// %% id=tour-files type=md
// ## Files
//
// The menu at the top right (⋯) saves a notebook as a TypeScript module, for Jupyter,
// as Markdown, or as one page with everything in it; *Import*, in the list of
// notebooks, takes them in again. `npm run notebook -- run FILE.nb.ts` runs one without
// a page.

// %% id=tour-next type=md
// ## Go on
//
// - **Handwritten digits** trains a network, keeps it as a model, and publishes it.
// - **What does a diamond cost?** is a regression on 53,940 rows.
// - *Open the tour*, under **Ctrl+K** or **?**, leads back here.
//
// *Data: K. Gorman and others, palmerpenguins, CC0.*
