import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import type { MetricPoint } from "@/lib/protocol/run";
import { CheckpointsInMemory } from "./checkpoints-in-memory";
import { createTestKernel, FakeHost } from "./testing";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** What a server is to a run and its checkpoints, over the lives of several kernels. */
class Server {
  readonly checkpoints = new CheckpointsInMemory();
  readonly points = new Map<string, number>();
  #kernels = 0;

  /** The next one. Of those before it nothing is taken any more. */
  kernel(seed = 5) {
    const number = ++this.#kernels;
    const resumed = number > 1;
    if (resumed) this.#cut();
    const host = new FakeHost(
      {
        "runs.start": ({ name, seed }) => ({ runId: "run", name, number: 1, seed, resumed }),
        "runs.log": ({ points }) => (number === this.#kernels ? this.#log(points as MetricPoint[]) : null),
        "checkpoints.keep": (kept) =>
          number === this.#kernels ? this.checkpoints.answers["checkpoints.keep"](kept) : null,
        "checkpoints.discard": (input) => {
          void this.checkpoints.answers["checkpoints.discard"](input);
          this.#cut();
          return null;
        },
      },
      this.checkpoints,
    );
    return { ...createTestKernel(host, seed), host };
  }

  /** By key and step: a point that comes twice is an error. */
  #log(points: MetricPoint[]): null {
    for (const { key, step, value } of points) {
      expect(this.points.has(`${key} ${step}`), `${key} ${step} comes once`).toBe(false);
      this.points.set(`${key} ${step}`, value);
    }
    return null;
  }

  #cut(): void {
    const marks = this.checkpoints.kept.at(-1)?.marks.run ?? {};
    for (const point of [...this.points.keys()]) {
      const [key = "", step] = point.split(" ");
      if (Number(step) > (marks[key] ?? -1)) this.points.delete(point);
    }
  }
}

class Killed extends Error {}
const killAt = (epoch: number, batch: number) => {
  let now = -1;
  return new tf.CustomCallback({
    onEpochBegin: (began) => void (now = began),
    onBatchBegin: (began) => {
      if (now === epoch && began === batch) throw new Killed();
    },
  });
};

type Options = Parameters<
  Awaited<ReturnType<ReturnType<Server["kernel"]>["quire"]["runs"]["start"]>>["fitCallbacks"]
>[0];

type Callback = tf.CustomCallback | ReturnType<typeof tf.callbacks.earlyStopping>;

/** The cell of these tests: the same text in every attempt. */
async function cell({ quire }: ReturnType<Server["kernel"]>, options: Options, more: Callback[] = [], epochs = 6) {
  const run = await quire.runs.start("digits");
  const xs = tf.randomNormal([20, 3]);
  const ys = tf.randomNormal([20, 1]);
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, activation: "relu", inputShape: [3] }),
      tf.layers.dropout({ rate: 0.3 }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 1 }),
    ],
  });
  model.compile({ optimizer: "adam", loss: "meanSquaredError", metrics: ["mae"] });
  const { history } = await model.fit(xs, ys, {
    epochs,
    batchSize: 6,
    shuffle: true,
    validationSplit: 0.2,
    callbacks: [...run.fitCallbacks(options), ...more],
  });
  const weights = (await Promise.all(model.getWeights().map((weight) => weight.data()))).flatMap((w) => Array.from(w));
  const drawn = Math.random();
  await run.finish();
  return { weights, history, drawn, run, model };
}

describe("a training that is killed", () => {
  it("ends, in the next attempt, to the bit as one that never was; its curve has no gap and no double point", async () => {
    const whole = new Server();
    const straight = await cell(whole.kernel(), { checkpoint: true, everyBatches: 1 });
    for (const [epoch, batch] of [
      [0, 1],
      [1, 0],
      [3, 2],
      [5, 2],
    ] as const) {
      const server = new Server();
      await expect(
        cell(server.kernel(), { checkpoint: true, everyBatches: 1 }, [killAt(epoch, batch)]),
      ).rejects.toThrow(Killed);
      const resumed = await cell(server.kernel(), { checkpoint: true, everyBatches: 1 });
      expect(resumed.weights).toEqual(straight.weights);
      expect(resumed.history).toEqual(straight.history);
      expect(resumed.drawn).toBe(straight.drawn);
      expect(server.points).toEqual(whole.points);
    }
  });

  it("again and again comes to its end all the same", async () => {
    const whole = new Server();
    const straight = await cell(whole.kernel(), { checkpoint: { everyEpochs: 2 } });
    const server = new Server();
    for (const epoch of [1, 2, 3, 4, 5])
      await expect(cell(server.kernel(), { checkpoint: { everyEpochs: 2 } }, [killAt(epoch, 1)])).rejects.toThrow(
        Killed,
      );
    const resumed = await cell(server.kernel(), { checkpoint: { everyEpochs: 2 } });
    expect([resumed.weights, resumed.history]).toEqual([straight.weights, straight.history]);
    expect(server.points).toEqual(whole.points);
    // What has ended is not trained any more, and is as it was.
    const again = await cell(server.kernel(), { checkpoint: { everyEpochs: 2 } });
    expect([again.weights, again.history, again.drawn]).toEqual([straight.weights, straight.history, straight.drawn]);
    expect(server.points).toEqual(whole.points);
  });

  it("stops early where it would have stopped, and what it logs of itself is logged once", async () => {
    const stop = () => tf.callbacks.earlyStopping({ monitor: "val_loss", patience: 1, minDelta: 10 });
    const whole = new Server();
    const straight = await cell(whole.kernel(), { checkpoint: true }, [stop()], 20);
    expect(straight.history.loss!.length).toBeLessThan(20);
    const server = new Server();
    await expect(cell(server.kernel(), { checkpoint: true }, [stop(), killAt(1, 1)], 20)).rejects.toThrow(Killed);
    expect((await cell(server.kernel(), { checkpoint: true }, [stop()], 20)).history).toEqual(straight.history);
    expect(server.points).toEqual(whole.points);
  });

  it("goes on from the last checkpoint that is whole, and says so", async () => {
    const straight = await cell(new Server().kernel(), { checkpoint: true });
    for (const harm of [
      (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, -1),
      (bytes: Uint8Array<ArrayBuffer>) => bytes.map((byte, at) => (at === 9 ? byte ^ 1 : byte)),
      () => undefined,
    ]) {
      const server = new Server();
      await expect(cell(server.kernel(), { checkpoint: true }, [killAt(4, 1)])).rejects.toThrow(Killed);
      const newest = server.checkpoints.kept.at(-1)!;
      const hash = newest.parts[0]!;
      const left = harm(server.checkpoints.parts.get(hash)!);
      if (left) server.checkpoints.parts.set(hash, left);
      else server.checkpoints.parts.delete(hash);
      const kernel = server.kernel();
      const resumed = await cell(kernel, { checkpoint: true });
      expect(resumed.weights).toEqual(straight.weights);
      expect(JSON.stringify(kernel.chunks)).toContain(`A checkpoint of epoch ${newest.epoch} is damaged or cut short`);
      expect(JSON.stringify(kernel.chunks)).toContain(`after epoch ${newest.epoch! - 1} of 6`);
    }
  });

  it("reads a data set by batches from where it was", async () => {
    const train = async ({ quire }: ReturnType<Server["kernel"]>, more: tf.CustomCallback[] = []) => {
      const run = await quire.runs.start("digits");
      const rows = tf.data.array(Array.from({ length: 40 }, (_, i) => i / 40));
      const pairs = rows.map((x) => ({ xs: tf.tensor1d([x]), ys: tf.tensor1d([x * 2]) }));
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
      model.compile({ optimizer: "adam", loss: "meanSquaredError" });
      const callbacks = [...run.fitCallbacks({ checkpoint: true }), ...more];
      await model.fitDataset(pairs.batch(4).repeat(), { epochs: 4, batchesPerEpoch: 3, callbacks });
      return (await Promise.all(model.getWeights().map((weight) => weight.data()))).flatMap((w) => Array.from(w));
    };
    const straight = await train(new Server().kernel());
    const server = new Server();
    await expect(train(server.kernel(), [killAt(2, 1)])).rejects.toThrow(Killed);
    expect(await train(server.kernel())).toEqual(straight);
  });
});

describe("checkpoints of a training", () => {
  it("store what has changed, and no more", async () => {
    const server = new Server();
    const { quire } = server.kernel();
    const run = await quire.runs.start("frozen");
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 200, inputShape: [200], trainable: false }), tf.layers.dense({ units: 1 })],
    });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    await model.fit(tf.ones([4, 200]), tf.ones([4, 1]), {
      epochs: 5,
      callbacks: run.fitCallbacks({ checkpoint: true }),
    });
    const sizes = [...server.checkpoints.parts.values()].map(({ byteLength }) => byteLength);
    expect(sizes.filter((size) => size >= 200 * 200 * 4)).toHaveLength(1);
    expect(server.checkpoints.kept).toHaveLength(5);
  });

  it("are asked for by the rule, and the best can be gone back to", async () => {
    const server = new Server();
    const { run, model } = await cell(server.kernel(), { checkpoint: { keep: 3, best: "val_loss" } });
    expect(server.checkpoints.kept[0]?.keep).toEqual({ last: 3, best: { metric: "val_loss", mode: "min" } });
    const losses = server.checkpoints.kept.map(({ metrics }) => metrics.val_loss!);
    const best = losses.indexOf(Math.min(...losses));
    expect(await run.restoreBest(model)).toMatchObject({ epoch: best, metrics: { val_loss: losses[best] } });
    const { quire } = server.kernel();
    const bare = await quire.runs.start("bare");
    await expect(bare.restoreBest(model)).rejects.toThrow(/nothing says what is best/);
    expect(() => bare.fitCallbacks({ checkpoint: { everyEpoch: 1 } as never })).toThrow('got an unknown "everyEpoch"');
  });

  it("that cannot be kept do not end the training", async () => {
    const server = new Server();
    const kernel = server.kernel();
    server.checkpoints.answers["checkpoints.put"] = () => Promise.reject(new Error("The disk is full."));
    const full = createTestKernel(
      new FakeHost({ "checkpoints.put": () => Promise.reject(new Error("The disk is full.")) }),
      5,
    );
    await cell({ ...full, host: kernel.host }, { checkpoint: true });
    expect(JSON.stringify(full.chunks)).toContain("was not kept, and the training goes on: The disk is full.");
  });

  it("leave out an epoch that was broken off", async () => {
    const server = new Server();
    const kernel = server.kernel();
    const stopper = new tf.CustomCallback({ onBatchEnd: (batch) => void (batch === 1 && kernel.stop()) });
    await expect(cell(kernel, { checkpoint: true }, [stopper])).rejects.toThrow(/stopped/);
    expect(server.checkpoints.kept).toEqual([]);
  });
});

describe("checkpoint and restore", () => {
  it("go on in a loop of the cell's own, in the same run, with the same random numbers", async () => {
    const loop = async ({ quire }: ReturnType<Server["kernel"]>, until = 10) => {
      const run = await quire.runs.start("loop");
      const kept = await quire.restore<{ step: number; sum: number }>();
      let sum = kept?.sum ?? 0;
      for (let step = kept?.step ?? 0; step < 10; step++) {
        if (step === until) throw new Killed();
        run.log({ sum: (sum += Math.random()) });
        if (step % 3 === 2) await quire.checkpoint({ step: step + 1, sum });
      }
      await run.finish();
      return sum;
    };
    const whole = new Server();
    const straight = await loop(whole.kernel());
    const server = new Server();
    await expect(loop(server.kernel(), 8)).rejects.toThrow(Killed);
    expect(await loop(server.kernel())).toBe(straight);
    expect(server.points).toEqual(whole.points);
  });
});
