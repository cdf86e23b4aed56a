/** Where Debian's dataset-fashion-mnist puts it. */
export const FASHION_MNIST = "/usr/share/datasets/fashion-mnist";

export interface Training {
  model: "mlp" | "cnn";
  /** Timed steps of 128 images. */
  steps: number;
  /** Then until the test images are told apart so well, or for so many epochs; nothing: not at all. */
  untilAccuracy?: { at: number; epochs: number };
}

export interface Trained {
  backend: string;
  stepsPerSecond: number;
  /** Of the whole process: what else the machine does hardly shows in it. */
  cpuMsPerStep: number;
  accuracy?: number;
  epochs?: number;
}

/** The body of a function of `tf` and `callbacks`, the same in a cell and outside: it reads the images, trains, and answers with JSON. */
export const trainingCode = ({ model, steps, untilAccuracy }: Training): string => `
const BATCH = 128;
const { readFileSync } = process.getBuiltinModule("node:fs");
const { gunzipSync } = process.getBuiltinModule("node:zlib");
const read = (name, header) => gunzipSync(readFileSync(${JSON.stringify(FASHION_MNIST)} + "/" + name + ".gz")).subarray(header);
const part = (name) => ({ images: read(name + "-images-idx3-ubyte", 16), labels: read(name + "-labels-idx1-ubyte", 8) });
const tensors = ({ images, labels }, from, to) => tf.tidy(() => ({
  xs: tf.tensor4d(Float32Array.from(images.subarray(from * 784, to * 784), (v) => v / 255), [to - from, 28, 28, 1]),
  ys: tf.oneHot(tf.tensor1d(Int32Array.from(labels.subarray(from, to)), "int32"), 10).toFloat(),
}));
const init = (seed) => tf.initializers.heUniform({ seed });
const layers = ${
  model === "mlp"
    ? `[
  tf.layers.flatten({ inputShape: [28, 28, 1] }),
  tf.layers.dense({ units: 128, activation: "relu", kernelInitializer: init(1) }),
]`
    : `[
  tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: "relu", inputShape: [28, 28, 1], kernelInitializer: init(1) }),
  tf.layers.maxPooling2d({ poolSize: 2 }),
  tf.layers.conv2d({ filters: 32, kernelSize: 3, activation: "relu", kernelInitializer: init(2) }),
  tf.layers.maxPooling2d({ poolSize: 2 }),
  tf.layers.flatten(),
  tf.layers.dense({ units: 96, activation: "relu", kernelInitializer: init(3) }),
]`
};
const network = tf.sequential({ layers: [...layers, tf.layers.dense({ units: 10, activation: "softmax", kernelInitializer: init(4) })] });
network.compile({ optimizer: tf.train.adam(0.002), loss: "categoricalCrossentropy", metrics: ["accuracy"] });
const train = part("train");
const fit = ({ xs, ys }, more) => network.fit(xs, ys, { epochs: 1, batchSize: BATCH, shuffle: false, verbose: 0, ...more });
const warm = tensors(train, 0, 2 * BATCH);
await fit(warm, {});
await network.getWeights()[0].data();
const timed = tensors(train, 0, ${steps} * BATCH);
const [began, busy] = [performance.now(), process.cpuUsage()];
await fit(timed, { callbacks });
await network.getWeights()[0].data();
const stepsPerSecond = ${steps} / ((performance.now() - began) / 1000);
const { user, system } = process.cpuUsage(busy);
const result = { backend: tf.getBackend(), stepsPerSecond, cpuMsPerStep: (user + system) / 1000 / ${steps} };
${
  untilAccuracy
    ? `
const [all, test] = [tensors(train, 0, 60000), tensors(part("t10k"), 0, 10000)];
result.accuracy = 0;
for (result.epochs = 0; result.epochs < ${untilAccuracy.epochs} && result.accuracy < ${untilAccuracy.at}; result.epochs++) {
  await fit(all, { shuffle: true });
  const [, accuracy] = network.evaluate(test.xs, test.ys, { batchSize: 500 });
  result.accuracy = (await accuracy.data())[0];
  console.log("epoch", result.epochs + 1, "test accuracy", result.accuracy);
}`
    : ""
}
`;
