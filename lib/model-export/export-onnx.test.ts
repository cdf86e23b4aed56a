import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { exportOnnx } from "./export-onnx";
import { expectAgreement, randomInput, seedWeights, serialize } from "./testing";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

type Layer = tf.layers.Layer;

/** TensorFlow.js knows more activations than its types name. */
const typed = (activation: string) => activation as "relu";

/** A sequential model of these layers; `batch` rows of its input shape go through both runtimes. */
async function agrees(stack: Layer[], { batch = 3, seed = 7, low = -1, high = 1 } = {}): Promise<void> {
  const net = sequential({ layers: stack });
  await modelAgrees(net, { batch, seed, low, high });
}

async function modelAgrees(net: tf.LayersModel, { batch = 3, seed = 7, low = -1, high = 1 } = {}): Promise<void> {
  seedWeights(net, seed);
  const shapes = net.inputs.map((one) => one.shape.map((size, axis) => (axis === 0 ? batch : (size ?? 5))));
  await expectAgreement(
    net,
    shapes.map((shape, i) => randomInput(shape, seed + i, low, high)),
  );
}

const { input, layers, model, sequential } = tf;
const { dense } = layers;

describe("ONNX Runtime and TensorFlow.js agree on", () => {
  const image = { inputShape: [9, 7, 3] };
  const sequence = { inputShape: [6, 4] };

  const cases: Record<string, () => Layer[]> = {
    "a dense layer": () => [dense({ units: 4, inputShape: [6] })],
    "a dense layer without bias": () => [dense({ units: 4, inputShape: [6], useBias: false })],
    "a dense layer over steps": () => [dense({ units: 4, ...sequence, activation: "relu" })],
    "flatten after a convolution, whose order of channels matters": () => [
      layers.conv2d({ filters: 4, kernelSize: 3, ...image }),
      layers.flatten(),
      dense({ units: 3, activation: "softmax" }),
    ],
    "conv1d, same": () => [layers.conv1d({ filters: 5, kernelSize: 3, padding: "same", ...sequence })],
    "conv1d, strided": () => [layers.conv1d({ filters: 5, kernelSize: 2, strides: 2, padding: "same", ...sequence })],
    "conv1d, dilated": () => [
      layers.conv1d({ filters: 5, kernelSize: 2, dilationRate: 2, padding: "same", ...sequence }),
    ],
    "conv2d, same, even kernel, strided": () => [
      layers.conv2d({ filters: 4, kernelSize: [2, 4], strides: 2, padding: "same", ...image }),
    ],
    "conv2d, dilated, same": () => [
      layers.conv2d({ filters: 2, kernelSize: 3, dilationRate: 2, padding: "same", ...image }),
    ],
    conv3d: () => [layers.conv3d({ filters: 2, kernelSize: 2, inputShape: [4, 5, 3, 2] })],
    "conv2d transposed, same": () => [
      layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: "same", ...image }),
    ],
    "conv2d transposed, valid, stride above kernel": () => [
      layers.conv2dTranspose({ filters: 3, kernelSize: 2, strides: 3, ...image }),
    ],
    "depthwise conv2d": () => [
      layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same", ...image }),
    ],
    "separable conv2d": () => [
      layers.separableConv2d({
        filters: 5,
        kernelSize: 3,
        depthMultiplier: 2,
        strides: 2,
        padding: "same",
        activation: "relu",
        ...image,
      }),
    ],
    "max pooling": () => [layers.maxPooling2d({ poolSize: 2, padding: "same", ...image })],
    "average pooling, same, where the edge counts fewer": () => [
      layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same", ...image }),
    ],
    "pooling of steps": () => [
      layers.maxPooling1d({ poolSize: 2, ...sequence }),
      layers.averagePooling1d({ poolSize: 2 }),
    ],
    "global pooling": () => [layers.conv2d({ filters: 4, kernelSize: 2, ...image }), layers.globalAveragePooling2d({})],
    "global maximum": () => [layers.globalMaxPooling2d(image)],
    "global pooling of steps": () => [layers.globalAveragePooling1d(sequence)],
    "batch normalization after a convolution": () => [
      layers.conv2d({ filters: 4, kernelSize: 2, ...image }),
      layers.batchNormalization(),
    ],
    "batch normalization of rows, no scale": () => [
      layers.batchNormalization({ inputShape: [5], scale: false, center: false }),
    ],
    "layer normalization": () => [layers.layerNormalization({ inputShape: [6] })],
    "zero padding": () => [
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 3],
        ],
        ...image,
      }),
    ],
    cropping: () => [
      layers.cropping2D({
        cropping: [
          [1, 2],
          [0, 3],
        ],
        ...image,
      }),
    ],
    "upsampling, nearest": () => [layers.upSampling2d({ size: [2, 3], ...image })],
    "upsampling, bilinear": () => [layers.upSampling2d({ size: [2, 2], interpolation: "bilinear", ...image })],
    "reshape, permute and repeat": () => [
      layers.reshape({ targetShape: [3, 4], inputShape: [12] }),
      layers.permute({ dims: [2, 1] }),
      layers.flatten(),
      layers.repeatVector({ n: 2 }),
    ],
    rescaling: () => [layers.rescaling({ scale: 1 / 16, offset: -0.5, inputShape: [4] })],
    "dropout and noise, which do nothing": () => [
      layers.dropout({ rate: 0.9, inputShape: [4] }),
      layers.gaussianNoise({ stddev: 9 }),
      layers.alphaDropout({ rate: 0.5 }),
    ],
    "leaky, exponential, parametric and thresholded units": () => [
      layers.leakyReLU({ alpha: 0.2, inputShape: [8] }),
      layers.elu({}),
      layers.prelu({}),
      layers.reLU({ maxValue: 0.5 }),
      layers.thresholdedReLU({ theta: 0.1 }),
      layers.softmax({}),
    ],
    lstm: () => [layers.lstm({ units: 3, ...sequence })],
    "lstm with plain sigmoid, all steps, backwards": () => [
      layers.lstm({ units: 3, recurrentActivation: "sigmoid", returnSequences: true, goBackwards: true, ...sequence }),
    ],
    gru: () => [layers.gru({ units: 3, ...sequence })],
    "stacked gru and simple rnn": () => [
      layers.gru({ units: 3, returnSequences: true, recurrentActivation: "sigmoid", ...sequence }),
      layers.simpleRNN({ units: 2, activation: "relu" }),
    ],
  };
  for (const [name, build] of Object.entries(cases)) test(name, () => agrees(build()));

  const activations = [
    "elu",
    "hardSigmoid",
    "linear",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "softmax",
    "softplus",
    "softsign",
    "tanh",
    "logSoftmax",
    "swish",
    "mish",
    "gelu",
    "gelu_new",
  ] as const;
  for (const activation of activations)
    test(`the activation ${activation}`, () =>
      agrees([dense({ units: 5, inputShape: [4], activation: typed(activation) })], { low: -4, high: 4 }));

  test("an embedding, fed with floats", () =>
    agrees([layers.embedding({ inputDim: 10, outputDim: 4, inputLength: 5 }), layers.flatten(), dense({ units: 2 })], {
      low: 0,
      high: 9.9,
    }));

  test("steps of a length that is free", () => agrees([layers.lstm({ units: 3, inputShape: [null, 4] })]));

  test("a functional model with a branch, a sum and a shared layer", async () => {
    const a = input({ shape: [6] });
    const shared = dense({ units: 4, activation: "tanh" });
    const left = shared.apply(dense({ units: 6 }).apply(a)) as tf.SymbolicTensor;
    const right = shared.apply(a) as tf.SymbolicTensor;
    const sum = layers.add().apply([left, right]) as tf.SymbolicTensor;
    const joined = layers
      .concatenate()
      .apply([sum, left, layers.multiply().apply([left, right]) as tf.SymbolicTensor]) as tf.SymbolicTensor;
    await modelAgrees(model({ inputs: a, outputs: dense({ units: 2 }).apply(joined) as tf.SymbolicTensor }));
  });

  test("a residual block of images, two inputs and two outputs", async () => {
    const a = input({ shape: [6, 6, 2] });
    const b = input({ shape: [3] });
    const first = layers.conv2d({ filters: 2, kernelSize: 3, padding: "same" }).apply(a) as tf.SymbolicTensor;
    const block = layers.maximum().apply([first, a]) as tf.SymbolicTensor;
    const flat = layers.flatten().apply(block) as tf.SymbolicTensor;
    const out = dense({ units: 2 }).apply(layers.concatenate().apply([flat, b])) as tf.SymbolicTensor;
    await modelAgrees(model({ inputs: [a, b], outputs: [out, block] }));
  });

  test("a model within a model", async () => {
    const inner = sequential({
      layers: [layers.conv2d({ filters: 3, kernelSize: 2, inputShape: [5, 5, 1] }), layers.flatten()],
    });
    await modelAgrees(sequential({ layers: [inner, dense({ units: 2 })] }));
  });

  test("random networks of images", async () => {
    const kernel = fc.integer({ min: 1, max: 3 });
    const layer = fc.oneof(
      fc.record({
        kind: fc.constant("conv" as const),
        kernelSize: kernel,
        strides: fc.integer({ min: 1, max: 2 }),
        filters: fc.integer({ min: 1, max: 4 }),
        activation: fc.constantFrom("relu", "tanh", "linear"),
      }),
      fc.record({
        kind: fc.constant("depthwise" as const),
        kernelSize: kernel,
        depthMultiplier: fc.integer({ min: 1, max: 2 }),
      }),
      fc.record({
        kind: fc.constantFrom("max" as const, "average" as const),
        poolSize: fc.integer({ min: 1, max: 3 }),
      }),
      fc.record({ kind: fc.constantFrom("norm" as const, "leaky" as const, "dropout" as const) }),
    );
    const build = (spec: typeof layer extends fc.Arbitrary<infer T> ? T : never): Layer => {
      const same = { padding: "same" as const };
      switch (spec.kind) {
        case "conv":
          return layers.conv2d({ ...spec, ...same, activation: spec.activation });
        case "depthwise":
          return layers.depthwiseConv2d({ ...spec, ...same });
        case "max":
          return layers.maxPooling2d({ poolSize: spec.poolSize, ...same });
        case "average":
          return layers.averagePooling2d({ poolSize: spec.poolSize, ...same });
        case "norm":
          return layers.batchNormalization();
        case "leaky":
          return layers.leakyReLU();
        case "dropout":
          return layers.dropout({ rate: 0.5 });
      }
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(layer, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 4, max: 9 }),
        fc.integer({ min: 4, max: 9 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(1e6),
        async (specs, h, w, c, seed) => {
          const stack = [
            layers.inputLayer({ inputShape: [h, w, c] }) as unknown as Layer,
            ...specs.map(build),
            layers.flatten(),
            dense({ units: 3, activation: "softmax" }),
          ];
          await agrees(stack, { batch: 2, seed });
        },
      ),
      { numRuns: 25, seed: 20 },
    );
  });

  test("random stacks of dense layers", async () => {
    const layer = fc.record({
      units: fc.integer({ min: 1, max: 8 }),
      activation: fc.constantFrom(...activations),
      useBias: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(layer, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(1e6),
        async (specs, width, seed) => {
          await agrees(
            specs.map((spec, i) =>
              dense({ ...spec, activation: typed(spec.activation), ...(i === 0 ? { inputShape: [width] } : {}) }),
            ),
            { seed },
          );
        },
      ),
      { numRuns: 40, seed: 21 },
    );
  });
});

describe("what ONNX cannot hold gives a reason that names the layer", () => {
  async function reasonFor(net: tf.LayersModel): Promise<string> {
    const { modelJson, weights } = await serialize(net);
    const result = exportOnnx(JSON.parse(modelJson), weights);
    return result.ok ? "exported" : result.reason;
  }

  test("an unknown type of layer", async () => {
    const net = sequential({
      layers: [
        layers.bidirectional({
          layer: layers.lstm({ units: 2 }),
          inputShape: [3, 2],
          mergeMode: "concat",
          name: "both",
        }),
      ],
    });
    expect(await reasonFor(net)).toBe(
      'Cannot export layer "both" (Bidirectional): ONNX export does not know this type of layer.',
    );
  });

  test("channels first", async () => {
    const net = sequential({
      layers: [layers.maxPooling2d({ poolSize: 2, inputShape: [2, 4, 4], dataFormat: "channelsFirst", name: "pool" })],
    });
    expect(await reasonFor(net)).toContain(
      'layer "pool" (MaxPooling2D): its data_format is not supported (must be channels last)',
    );
  });

  test("state kept between predictions", async () => {
    const net = sequential({
      layers: [layers.lstm({ units: 2, stateful: true, batchInputShape: [1, 3, 2], name: "memory" })],
    });
    expect(await reasonFor(net)).toContain('layer "memory" (LSTM): keeps its state');
  });

  test("weights that end too early, and descriptions of something else", async () => {
    const net = sequential({ layers: [dense({ units: 2, inputShape: [2] })] });
    const { modelJson, weights } = await serialize(net);
    expect(exportOnnx(JSON.parse(modelJson), weights.subarray(0, 10))).toEqual({
      ok: false,
      reason: expect.stringContaining("The weights end within") as string,
    });
    for (const nonsense of [
      null,
      3,
      {},
      [],
      { modelTopology: {} },
      { modelTopology: { class_name: "Sequential", config: 3 }, weightsManifest: [] },
    ])
      expect(exportOnnx(nonsense, weights)).toMatchObject({ ok: false });
  });

  test("a model that feeds itself", () => {
    const inbound = (name: string) => [[[name, 0, 0, {}]]];
    const layer = (name: string, from: string) => ({
      class_name: "Activation",
      name,
      config: { name, activation: "relu" },
      inbound_nodes: inbound(from),
    });
    const config = { layers: [layer("a", "b"), layer("b", "a")], input_layers: [], output_layers: [["a", 0, 0]] };
    const result = exportOnnx(
      { modelTopology: { class_name: "Model", config }, weightsManifest: [] },
      new Uint8Array(),
    );
    expect(result).toEqual({ ok: false, reason: 'The model feeds layer "a" with its own output.' });
  });
});
