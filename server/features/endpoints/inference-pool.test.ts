import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomInput, seedWeights, serialize, worstDifference } from "@/lib/model-export/testing";
import type { ModelBytes } from "@/lib/serving/pool-protocol";
import type { Tensor } from "@/lib/serving/tensor";
import { createInferencePool, type InferenceOptions, type InferencePool, type ServedVersion } from "./inference-pool";

const log = pino({ level: "silent" });

/** Blobs in memory. */
class Blobs {
  readonly #bytes = new Map<string, Buffer>();
  reads = 0;

  add(bytes: Uint8Array): string {
    const hash = createHash("sha256").update(bytes).digest("hex");
    this.#bytes.set(hash, Buffer.from(bytes));
    return hash;
  }

  read(hash: string): Promise<Buffer> {
    this.reads++;
    const bytes = this.#bytes.get(hash);
    return bytes ? Promise.resolve(bytes) : Promise.reject(new Error("no blob"));
  }
}

const blobs = new Blobs();
let pool: InferencePool;
const opened: InferencePool[] = [];
const open = (options: Partial<InferenceOptions> = {}) => {
  const made = createInferencePool({ log, blobs }, { processes: 1, ...options });
  opened.push(made);
  return made;
};

beforeAll(async () => {
  await tf.setBackend("cpu");
  pool = open();
});
afterAll(() => Promise.all(opened.map((each) => each.close())));

function versionOf(id: string, model: ModelBytes, signature: ServedVersion["signature"]): ServedVersion {
  const file = (path: "model.onnx" | "model.json" | "weights.bin", bytes: Uint8Array) => ({
    path,
    hash: blobs.add(bytes),
    bytes: bytes.length,
  });
  const files =
    model.runtime === "onnx"
      ? [file("model.onnx", model.onnx)]
      : [file("model.json", Buffer.from(model.modelJson)), file("weights.bin", model.weights)];
  return { id, runtime: model.runtime, files, signature };
}

const tensor = (shape: number[], values: Iterable<number>): Tensor => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(values),
});

/** A small network, exported, as a version in each runtime. */
async function network(id: string, seed = 1) {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 3, kernelSize: 3, inputShape: [6, 6, 1], activation: "relu" }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4, activation: "softmax" }),
    ],
  });
  seedWeights(model, seed);
  const { modelJson, weights } = await serialize(model);
  const { onnx, reason } = await pool.exportOnnx(modelJson, weights);
  if (!onnx) throw new Error(reason);
  const signature = await pool.inspect({ runtime: "onnx", onnx });
  return {
    model,
    onnx: versionOf(`${id}-onnx`, { runtime: "onnx", onnx }, signature),
    tfjs: versionOf(`${id}-tfjs`, { runtime: "tfjs", modelJson, weights }, signature),
  };
}

describe("the inference pool", () => {
  test("answers as TensorFlow.js in the notebook does, from either runtime, alone and in batches", async () => {
    const { model, onnx, tfjs } = await network("agree");
    const inputs = Array.from({ length: 12 }, (_, i) => randomInput([1 + (i % 3), 6, 6, 1], i));
    for (const version of [onnx, tfjs]) {
      const answers = await Promise.all(
        inputs.map((input) => pool.predict(version, [tensor(input.shape, input.dataSync())])),
      );
      answers.forEach(([answer], i) => {
        const expected = model.predict(inputs[i]!) as tf.Tensor;
        expect(answer?.shape).toEqual(expected.shape);
        expect(worstDifference(answer?.data as Float32Array, expected.dataSync())).toBeLessThanOrEqual(1e-4);
      });
    }
  });

  test("reads a model's files once while it stays warm", async () => {
    const { onnx } = await network("warm", 2);
    const before = blobs.reads;
    const input = [tensor([1, 6, 6, 1], new Float32Array(36))];
    await pool.predict(onnx, input);
    await pool.predict(onnx, input);
    expect(blobs.reads - before).toBe(1);
  });

  test("a request that spoils a batch fails alone", async () => {
    const model = tf.sequential({ layers: [tf.layers.embedding({ inputDim: 4, outputDim: 2, inputLength: 1 })] });
    const { modelJson, weights } = await serialize(model);
    const { onnx } = await pool.exportOnnx(modelJson, weights);
    if (!onnx) throw new Error("not exported");
    const version = versionOf("spoilt", { runtime: "onnx", onnx }, await pool.inspect({ runtime: "onnx", onnx }));
    const ask = (index: number) => pool.predict(version, [tensor([1, 1], [index])]);
    const results = await Promise.allSettled([ask(1), ask(99), ask(2)]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({ reason: { code: "BAD_REQUEST" } });
  });

  test("a process that is killed fails what it was doing with UNAVAILABLE, and the next request starts another", async () => {
    const { onnx } = await network("killed", 3);
    const mine = open();
    const input = [tensor([1, 6, 6, 1], new Float32Array(36))];
    await mine.predict(onnx, input);
    const [pid] = mine.pids();
    const asked = mine.predict(onnx, input);
    // The request leaves in the next turn of the event loop.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    process.kill(pid!, "SIGKILL");
    await asked.then(
      () => undefined,
      (error: unknown) => expect(error).toMatchObject({ code: "UNAVAILABLE" }),
    );
    await expect.poll(() => mine.pids()).not.toContain(pid);
    await expect(mine.predict(onnx, input)).resolves.toHaveLength(1);
    expect(mine.pids()).not.toContain(pid);
  });

  test("starts nothing before the first request, and ends when idle", async () => {
    const mine = open({ idleMs: 1 });
    expect(mine.pids()).toEqual([]);
    const { onnx } = await network("idle", 4);
    await mine.predict(onnx, [tensor([1, 6, 6, 1], new Float32Array(36))]);
    await expect.poll(() => mine.pids()).toEqual([]);
  });

  test("a process that takes too much memory is ended, and says so", async () => {
    const { onnx } = await network("fat", 5);
    const mine = open({ maxMemoryBytes: 1000, watchMs: 1 });
    await expect(mine.predict(onnx, [tensor([1, 6, 6, 1], new Float32Array(36))])).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("memory") as string,
    });
  });

  test("a model that takes too long is stopped", async () => {
    const { onnx } = await network("slow", 6);
    const mine = open({ timeoutMs: 1 });
    await expect(mine.predict(onnx, [tensor([1, 6, 6, 1], new Float32Array(36))])).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
  });

  test("more waiting requests than the limit are turned away at once", async () => {
    const { onnx } = await network("crowd", 7);
    const mine = open({ maxWaiting: 2 });
    const ask = () => mine.predict(onnx, [tensor([1, 6, 6, 1], new Float32Array(36))]);
    const results = await Promise.allSettled([ask(), ask(), ask()]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(results[2]).toMatchObject({ reason: { code: "UNAVAILABLE" } });
  });
});

describe("a foreign file", () => {
  const broken: Record<string, ModelBytes> = {
    "random bytes": { runtime: "onnx", onnx: Uint8Array.from({ length: 500 }, (_, i) => (i * 7919) % 256) },
    "an empty file": { runtime: "onnx", onnx: new Uint8Array() },
    "text that is not JSON": { runtime: "tfjs", modelJson: "{", weights: new Uint8Array() },
    "JSON of something else": { runtime: "tfjs", modelJson: "[]", weights: new Uint8Array() },
  };
  for (const [name, model] of Object.entries(broken))
    test(`${name} gives a clear error`, async () => {
      await expect(pool.inspect(model)).rejects.toMatchObject({
        code: "UNPROCESSABLE",
        message: expect.stringMatching(/ONNX|TensorFlow\.js/) as string,
      });
    });

  test("a model cut in the middle gives a clear error", async () => {
    const { modelJson, weights } = await serialize(
      tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [8] })] }),
    );
    const { onnx } = await pool.exportOnnx(modelJson, weights);
    await expect(pool.inspect({ runtime: "onnx", onnx: onnx!.slice(0, 200) })).rejects.toMatchObject({
      code: "UNPROCESSABLE",
    });
    await expect(pool.inspect({ runtime: "tfjs", modelJson, weights: weights.slice(0, 20) })).rejects.toMatchObject({
      code: "UNPROCESSABLE",
    });
  });

  test("tells its inputs and outputs", async () => {
    const { modelJson, weights } = await serialize(
      tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [5], name: "answer" })] }),
    );
    expect(await pool.inspect({ runtime: "tfjs", modelJson, weights })).toEqual({
      inputs: [{ name: "answer_input", dtype: "float32", shape: [-1, 5] }],
      outputs: [{ name: "answer", dtype: "float32", shape: [-1, 8] }],
    });
  });
});
