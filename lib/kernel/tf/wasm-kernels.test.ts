import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { registerMissingWasmKernels } from "./wasm-kernels";

beforeAll(async () => {
  registerMissingWasmKernels();
  await tf.setBackend("cpu");
  await tf.setBackend("wasm");
});

/** The same computation on both backends. */
async function onBoth(compute: () => tf.Tensor | tf.Tensor[]): Promise<[cpu: number[][], wasm: number[][]]> {
  const results: number[][][] = [];
  for (const backend of ["cpu", "wasm"]) {
    await tf.setBackend(backend);
    const tensors = [tf.tidy(compute)].flat();
    results.push(tensors.map((tensor) => Array.from(tensor.dataSync())));
    tf.dispose(tensors);
  }
  return results as [number[][], number[][]];
}

async function expectAgreement(compute: () => tf.Tensor | tf.Tensor[]): Promise<void> {
  const [cpu, wasm] = await onBoth(compute);
  expect(wasm.map((values) => values.length)).toEqual(cpu.map((values) => values.length));
  cpu.forEach((values, index) => values.forEach((value, at) => expect(wasm[index]?.[at]).toBeCloseTo(value, 3)));
}

const random = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, "float32", seed);

describe("the gradient of a convolution by its filter", () => {
  const cases: {
    size: [number, number];
    filter: [number, number];
    strides: [number, number];
    pad: "same" | "valid" | number;
  }[] = [];
  for (const pad of ["same", "valid", 1] as const) {
    cases.push({ size: [8, 8], filter: [3, 3], strides: [1, 1], pad });
    cases.push({ size: [9, 7], filter: [3, 2], strides: [2, 2], pad });
    // With padding as a number, TensorFlow.js itself miscounts the output of unequal sides or strides.
    if (pad !== 1) cases.push({ size: [10, 11], filter: [5, 3], strides: [3, 2], pad });
    else cases.push({ size: [10, 11], filter: [5, 5], strides: [3, 3], pad });
    cases.push({ size: [6, 5], filter: [1, 1], strides: pad === 1 ? [2, 2] : [2, 1], pad: pad === 1 ? 0 : pad });
  }
  it.each(cases)("agrees with the cpu backend: $size, filter $filter, strides $strides, pad $pad", async (one) => {
    await expectAgreement(() => {
      const x = random([3, ...one.size, 2], 1) as tf.Tensor4D;
      const filter = random([...one.filter, 2, 4], 2) as tf.Tensor4D;
      const loss = (f: tf.Tensor) =>
        tf
          .conv2d(x, f as tf.Tensor4D, one.strides, one.pad)
          .square()
          .sum();
      return tf.grad(loss)(filter);
    });
  });

  it.each(["same", "valid"] as const)("knows dilation, which the cpu backend does not: %s padding", async (pad) => {
    // Dilating a filter is filling the gaps with zeros: its gradient is that of the filled one, at the same places.
    await tf.setBackend("cpu");
    const x = random([2, 9, 10, 2], 1) as tf.Tensor4D;
    const dy = random([2, pad === "same" ? 9 : 5, pad === "same" ? 10 : 6, 3], 2);
    const gradient = (filter: number, dilation: number) =>
      tf.engine().runKernel<tf.Tensor4D>(
        "Conv2DBackpropFilter",
        { x, dy },
        {
          strides: 1,
          pad,
          dataFormat: "NHWC",
          dilations: dilation,
          filterShape: [filter, filter, 2, 3],
        },
      );
    const filled = gradient(5, 1).arraySync();
    const expected = [0, 2, 4].map((row) => [0, 2, 4].map((column) => filled[row]?.[column])).flat(4) as number[];
    await tf.setBackend("wasm");
    const found = gradient(3, 2).dataSync();
    expect(found).toHaveLength(expected.length);
    expected.forEach((value, index) => expect(found[index]).toBeCloseTo(value, 3));
  });

  it("leaves no memory behind", async () => {
    await tf.setBackend("wasm");
    const compute = () =>
      tf.tidy(() => {
        const x = random([2, 6, 6, 2], 1) as tf.Tensor4D;
        return tf.grad((f: tf.Tensor) => tf.conv2d(x, f as tf.Tensor4D, 1, "same").sum())(random([3, 3, 2, 3], 2));
      });
    tf.dispose(compute());
    const before = tf.engine().backend.numDataIds();
    for (let i = 0; i < 5; i++) tf.dispose(compute());
    expect(tf.engine().backend.numDataIds()).toBe(before);
  });
});

describe("kernels borrowed from the cpu backend", () => {
  it("sums segments, as the gradient of an embedding needs", async () => {
    await expectAgreement(() =>
      tf.unsortedSegmentSum(random([7, 3], 3), tf.tensor1d([0, 2, 2, 5, 0, 4, 2], "int32"), 6),
    );
    await expectAgreement(() =>
      tf.grad((table) =>
        tf
          .gather(table, tf.tensor1d([1, 3, 1], "int32"))
          .square()
          .sum(),
      )(random([5, 4], 4)),
    );
  });

  it.each(["same", "valid"] as const)("train a depthwise convolution with %s padding", async (pad) => {
    await expectAgreement(() => {
      const loss = (x: tf.Tensor, f: tf.Tensor) =>
        tf
          .depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, [2, 2], pad)
          .square()
          .sum();
      return tf.grads(loss)([random([2, 7, 6, 3], 5), random([3, 3, 3, 2], 6)]);
    });
  });

  it("leave no memory behind in either backend", async () => {
    await tf.setBackend("wasm");
    const cpu = tf.findBackend("cpu");
    const ids = tf.tensor1d([0, 1], "int32");
    const x = random([2, 3], 7);
    const before = [tf.engine().backend.numDataIds(), cpu.numDataIds()];
    for (let i = 0; i < 5; i++) tf.unsortedSegmentSum(x, ids, 2).dispose();
    expect([tf.engine().backend.numDataIds(), cpu.numDataIds()]).toEqual(before);
  });
});

describe("one-hot labels", () => {
  it.each(["float32", "int32", "bool"] as const)("of %s are ones and zeros", async (dtype) => {
    await expectAgreement(() => tf.oneHot(tf.tensor1d([0, 2, 1], "int32"), 3, 1, 0, dtype));
    await expectAgreement(() =>
      tf.oneHot(tf.tensor1d([0, 2, 1], "int32"), 3, 5, 2, dtype === "bool" ? "int32" : dtype),
    );
  });

  it("leave nothing behind", async () => {
    await tf.setBackend("wasm");
    const before = tf.memory().numDataBuffers;
    tf.tidy(() => void tf.oneHot(tf.tensor1d([0, 1], "int32"), 2, 1, 0, "float32"));
    expect(tf.memory().numDataBuffers).toBe(before);
  });
});
