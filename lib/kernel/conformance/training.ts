import type { ConformanceCase } from "./case";

const TF = 'import * as tf from "@tensorflow/tfjs";\n';
const round = "const round = (v: ArrayLike<number>) => Array.from(v, (x) => Math.round(x * 1e3) / 1e3);\n";
const one = (name: string, source: string, ...expect: string[]): ConformanceCase => ({
  name,
  cells: [{ source: TF + round + source, expect }],
});

/** TensorFlow.js: the same on every backend, within the rounding that the cells do. */
export const trainingCases: ConformanceCase[] = [
  one(
    "a product of matrices",
    "tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]])",
    "= tensor Tensor float32 [2, 2]  19, 22, 43, 50",
    "succeeded",
  ),
  one("chained operations", "round(await tf.tensor1d([1, 4, 9]).sqrt().sum().data())", "= [ 6 ]", "succeeded"),
  one(
    "tensors of every type show",
    "console.log(tf.scalar(1));\n[tf.tensor1d([1, 2], 'int32'), tf.tensor1d([true, false]), tf.tensor1d(['a'])].map((t) => t.dtype).join()",
    "log: Tensor float32 []",
    '= "int32,bool,string"',
    "succeeded",
  ),
  one(
    "a tensor that is gone still shows",
    "const t = tf.scalar(1); t.dispose(); t",
    "= tensor Tensor float32 [] (disposed)",
    "succeeded",
  ),
  one(
    "an error inside TensorFlow.js has the cell's line",
    "const a = tf.ones([2, 3]);\nconst b = tf.ones([2, 3]);\na.matMul(b)",
    "! Error: Error in matMul: inner shapes (3) and (2) of Tensors with shapes 2,3 and 2,3 and transposeA=false and transposeB=false must match. @5:3",
    "failed",
  ),
  one(
    "gradients",
    "round(await tf.grad((x) => x.square().mul(3))(tf.tensor1d([1, 2])).data())",
    "= [ 6, 12 ]",
    "succeeded",
  ),
  one(
    "a tidy leaves nothing behind",
    "const before = tf.memory().numTensors;\ntf.tidy(() => tf.ones([10, 10]).sum().add(1)).dispose();\ntf.memory().numTensors - before",
    "= 0",
    "succeeded",
  ),
  one(
    "a dense model learns a line",
    `import { seed } from "quire";
seed(7);
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
const history = await model.fit(tf.tensor2d([[-1], [0], [1], [2]]), tf.tensor2d([[-3], [-1], [1], [3]]), { epochs: 60, shuffle: false });
const y = (await (model.predict(tf.tensor2d([[5]])) as tf.Tensor).data())[0]!;
[Math.abs(y - 9) < 0.1, (history.history.loss!.at(-1) as number) < 0.01]`,
    "= [ true, true ]",
    "succeeded",
  ),
  one(
    "training with the same seed gives the same weights, to the bit",
    `import { seed } from "quire";
const train = async () => {
  seed(3);
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, activation: "relu", inputShape: [2] }), tf.layers.dropout({ rate: 0.2 }), tf.layers.dense({ units: 1 })] });
  model.compile({ optimizer: "adam", loss: "meanSquaredError" });
  await model.fit(tf.randomNormal([32, 2]), tf.randomNormal([32, 1]), { epochs: 2, batchSize: 8, shuffle: true });
  const weights = await Promise.all(model.getWeights().map((w) => w.data()));
  return weights.flatMap((w) => Array.from(w));
};
const [first, second] = [await train(), await train()];
[first.length, first.every((v, i) => v === second[i])]`,
    "= [ 33, true ]",
    "succeeded",
  ),
  one(
    "a small convolutional network trains",
    `import { seed } from "quire";
seed(5);
const classes = Array.from({ length: 16 }, (_, i) => i % 2);
const images = tf.tidy(() => tf.tensor4d(classes, [16, 1, 1, 1]).tile([1, 8, 8, 1]));
const labels = tf.oneHot(tf.tensor1d(classes, "int32"), 2);
const model = tf.sequential({ layers: [
  tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: 1, activation: "relu", inputShape: [8, 8, 1] }),
  tf.layers.maxPooling2d({ poolSize: 2 }),
  tf.layers.depthwiseConv2d({ kernelSize: 2 }),
  tf.layers.batchNormalization({ momentum: 0.5 }),
  tf.layers.flatten(),
  tf.layers.dense({ units: 2, activation: "softmax" }),
] });
model.compile({ optimizer: tf.train.adam(0.05), loss: "categoricalCrossentropy", metrics: ["accuracy"] });
const { history } = await model.fit(images, labels, { epochs: 8, batchSize: 8, shuffle: false });
history.acc!.at(-1)`,
    "= 1",
    "succeeded",
  ),
  one(
    "an embedding and a recurrent layer train",
    `import { seed } from "quire";
seed(2);
const model = tf.sequential({ layers: [tf.layers.embedding({ inputDim: 5, outputDim: 3, inputLength: 4 }), tf.layers.lstm({ units: 4 }), tf.layers.dense({ units: 1, activation: "sigmoid" })] });
model.compile({ optimizer: "adam", loss: "binaryCrossentropy" });
const { history } = await model.fit(tf.tensor2d([[0, 1, 2, 3], [4, 3, 2, 1], [0, 0, 1, 1], [4, 4, 3, 3]]), tf.tensor2d([[0], [1], [0], [1]]), { epochs: 3, shuffle: false });
const losses = history.loss as number[];
losses[2]! < losses[0]!`,
    "= true",
    "succeeded",
  ),
  one(
    "a model as a table of its layers",
    "tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' }), tf.layers.dense({ units: 1, name: 'out' })] })",
    "= layers layer   type   output shape  params\nhidden  Dense  [batch, 3]    9\nout     Dense  [batch, 1]    4",
    "succeeded",
  ),
  {
    name: "tensors and models across cells",
    cells: [
      { source: `${TF}const weights = tf.tensor1d([2, 3]);`, expect: ["succeeded"] },
      { source: "Array.from(await weights.mul(tf.scalar(10)).data())", expect: ["= [ 20, 30 ]", "succeeded"] },
    ],
  },
  one(
    "a picture of a tensor",
    "tf.fill([8, 8, 3], 128, 'int32')",
    "= tensor Tensor int32 [8, 8, 3]  128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, …",
    "succeeded",
  ),
];
