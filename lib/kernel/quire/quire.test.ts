import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { curveSchema, CURVE_MIME } from "@/lib/kernel/display/curve";
import type { OutputChunk } from "@/lib/protocol/output";
import type * as api from "./quire";
import { createTestKernel, FakeHost } from "./testing";

const random = Math.random;
afterEach(() => {
  Math.random = random;
});
beforeAll(() => tf.setBackend("cpu"));

const xs = tf.tensor2d([[0], [1], [2], [3]]);
const ys = tf.tensor2d([[1], [3], [5], [7]]);

function line(): tf.Sequential {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  return model;
}

describe("wrong arguments", () => {
  // As a cell that is not typed would call it.
  type Loose = Record<string, Record<string, (...args: unknown[]) => unknown>>;
  const loose = () => createTestKernel().quire as unknown as Loose & Record<string, (...args: unknown[]) => unknown>;

  it.each([
    [() => loose().runs?.start?.(), "runs.start needs a name (text), got undefined."],
    [() => loose().runs?.start?.(""), "runs.start needs a name (text), got empty text."],
    [() => loose().runs?.start?.("a", { params: { lr: NaN } }), 'got the number NaN at "params.lr"'],
    [() => loose().runs?.start?.("a", { param: {} }), 'got an unknown "param"'],
    [() => loose().runs?.start?.("a", { seed: -1 }), 'got the number -1 at "seed"'],
    [() => loose().models?.load?.("No Such"), 'models.load needs the name of a model (text), got "No Such".'],
    [() => loose().datasets?.load?.(7), "datasets.load needs the name of a dataset (text), got the number 7."],
    [() => loose().datasets?.commit?.("a", 7), "datasets.commit needs rows (an array of objects), columns"],
  ])("say what was expected: %#", async (call, message) => {
    await expect(Promise.resolve(call())).rejects.toThrow(message);
  });

  it("of methods say it too", async () => {
    const run = (await createTestKernel().quire.runs.start("a")) as unknown as Record<
      string,
      (...args: unknown[]) => unknown
    >;
    expect(() => run.log?.({ loss: "0.1" })).toThrow(
      'run.log needs metrics as numbers by name, like { loss: 0.1 }, got "0.1" at "loss".',
    );
    expect(() => run.log?.({ loss: 1 }, 0.5)).toThrow(
      "run.log needs a step that is a whole number, 0 or more, got the number 0.5.",
    );
    expect(() => run.fitCallbacks?.({ displays: true })).toThrow('got an unknown "displays"');
    await expect(run.saveModel?.({}, { name: "a" })).rejects.toThrow("run.saveModel needs a layers model");
    await expect(run.saveModel?.(line(), {})).rejects.toThrow('run.saveModel needs options like { name: "digits" }');
    await expect(run.finish?.("done")).rejects.toThrow(
      'run.finish needs "finished", "failed" or "cancelled", got "done".',
    );
    expect(() => loose().progress?.(3)).toThrow("progress needs a label (text)");
    expect(() => loose().seed?.("a")).toThrow('seed needs a whole number, 0 or more, got "a".');
  });
});

describe("metrics", () => {
  it("travel in batches, in order, with the steps counted where none are given", async () => {
    const host = new FakeHost();
    const { quire, end } = createTestKernel(host);
    const run = await quire.runs.start("a");
    run.log({ loss: 3 });
    run.log({ loss: 2, acc: NaN });
    run.log({ loss: 1 }, 10);
    run.log({ loss: 0 });
    await end("succeeded");
    expect(host.inputs("runs.log")).toEqual([
      {
        runId: "run1",
        points: [
          { key: "loss", step: 0, value: 3 },
          { key: "loss", step: 1, value: 2 },
          { key: "acc", step: 1, value: NaN },
          { key: "loss", step: 10, value: 1 },
          { key: "loss", step: 11, value: 0 },
        ],
      },
    ]);
  });

  it("that cannot be sent fail the cell, not the training", async () => {
    const host = new FakeHost({ "runs.log": () => Promise.reject(new Error("no line")) });
    const { quire, end } = createTestKernel(host);
    const run = await quire.runs.start("a");
    run.log({ loss: 3 });
    await expect(end("succeeded")).rejects.toThrow("no line");
  });
});

describe("a run ends", () => {
  const ends = (host: FakeHost) => host.inputs("runs.finish");

  it("with the cell that started it, when that fails or is stopped", async () => {
    const host = new FakeHost();
    const kernel = createTestKernel(host);
    await kernel.quire.runs.start("a");
    await kernel.end("failed");
    kernel.begin("execution 2");
    await kernel.quire.runs.start("b");
    await kernel.end("cancelled");
    expect(ends(host)).toEqual([
      { runId: "run1", status: "failed" },
      { runId: "run2", status: "cancelled" },
    ]);
  });

  it("not with a later cell that fails beside it", async () => {
    const host = new FakeHost();
    const kernel = createTestKernel(host);
    const run = await kernel.quire.runs.start("a");
    await kernel.end("succeeded");
    kernel.begin("execution 2");
    run.log({ acc: 1 });
    await kernel.end("failed");
    expect(ends(host)).toEqual([]);
    await run.finish();
    expect(ends(host)).toEqual([{ runId: "run1", status: "finished" }]);
  });

  it("when the next of its name begins, in a loop or by running the cell again", async () => {
    const host = new FakeHost();
    const kernel = createTestKernel(host);
    await kernel.quire.runs.start("a");
    await kernel.quire.runs.start("a");
    await kernel.end("succeeded");
    expect(ends(host)).toEqual([{ runId: "run1", status: "finished" }]);
    kernel.begin("execution 2");
    await kernel.quire.runs.start("a");
    await kernel.end("succeeded");
    expect(ends(host)).toHaveLength(2);
  });

  it("once: what has ended takes nothing more", async () => {
    const run = await createTestKernel().quire.runs.start("a");
    await run.finish();
    await run.finish();
    expect(() => run.log({ loss: 1 })).toThrow("run.log: a #1 has ended (finished). Start a new run.");
    await expect(run.finish("failed")).rejects.toThrow("has ended");
  });
});

describe("fitCallbacks", () => {
  const curves = (chunks: OutputChunk[]) =>
    chunks.flatMap((chunk) =>
      chunk.kind === "display" && chunk.bundle[CURVE_MIME] ? [curveSchema.parse(chunk.bundle[CURVE_MIME])] : [],
    );

  it("log each epoch, and draw one curve and one bar that end full", async () => {
    const host = new FakeHost();
    const { quire, chunks, end } = createTestKernel(host);
    const run = await quire.runs.start("fit");
    await line().fit(xs, ys, { epochs: 12, validationData: [xs, ys], callbacks: run.fitCallbacks() });
    await end("succeeded");
    const last = curves(chunks).at(-1);
    expect(last?.running).toBe(false);
    expect(last?.epochs).toBe(12);
    expect(last?.series.map(({ key, points }) => [key, points.length])).toEqual([
      ["val_loss", 12],
      ["loss", 12],
    ]);
    const ids = new Set(
      chunks.flatMap((chunk) => (chunk.kind === "display" && chunk.bundle[CURVE_MIME] ? [chunk.id] : [])),
    );
    expect(ids.size).toBe(1);
    const bars = chunks.filter((chunk) => chunk.kind === "progress");
    expect(new Set(bars.map(({ id }) => id)).size).toBe(1);
    expect(bars.at(-1)).toMatchObject({ value: 12, total: 12, detail: "epoch 12/12", label: "fit #1" });
    const logged = host.inputs("runs.log") as { points: { key: string; step: number }[] }[];
    expect(
      logged
        .flatMap(({ points }) => points)
        .filter(({ key }) => key === "loss")
        .map(({ step }) => step),
    ).toEqual([...Array(12).keys()]);
  });

  it("also log batches where epochs are few, and go on counting in a second training", async () => {
    const host = new FakeHost();
    const { quire, end } = createTestKernel(host);
    const run = await quire.runs.start("fit");
    const model = line();
    await model.fit(xs, ys, { epochs: 2, batchSize: 1, callbacks: run.fitCallbacks({ display: false }) });
    await model.fit(xs, ys, { epochs: 2, batchSize: 1, callbacks: run.fitCallbacks({ display: false }) });
    await end("succeeded");
    const points = (host.inputs("runs.log") as { points: { key: string; step: number }[] }[]).flatMap(
      (call) => call.points,
    );
    const steps = (key: string) => points.filter((point) => point.key === key).map(({ step }) => step);
    expect(steps("loss")).toEqual([0, 1, 2, 3]);
    expect(steps("batch_loss")).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
  });

  it("stop the training when the cell is stopped, and the cell with it", async () => {
    const host = new FakeHost();
    const kernel = createTestKernel(host);
    const run = await kernel.quire.runs.start("fit");
    const model = line();
    let epochs = 0;
    const counter = new tf.CustomCallback({
      onEpochEnd: () => {
        if (++epochs === 3) kernel.stop();
      },
    });
    const fit = model.fit(xs, ys, { epochs: 1000, callbacks: [...run.fitCallbacks(), counter] });
    await expect(fit).rejects.toThrow("The cell was stopped.");
    await kernel.end("cancelled");
    expect(epochs).toBeLessThan(6);
    expect(kernel.chunks.filter((chunk) => chunk.kind === "progress").at(-1)?.detail).toMatch(/stopped/);
    expect(host.inputs("runs.finish")).toEqual([{ runId: "run1", status: "cancelled" }]);
  });

  it("leave the curve of a long training at no more than 400 points a series", async () => {
    const { quire, chunks } = createTestKernel();
    const run = await quire.runs.start("fit");
    await line().fit(xs, ys, { epochs: 1200, callbacks: run.fitCallbacks() });
    expect(curves(chunks).at(-1)?.series[0]?.points.length).toBe(400);
  });
});

describe("a model", () => {
  it("is saved with its signature, and loads again with the same answers", async () => {
    const host = new FakeHost();
    const { quire, chunks } = createTestKernel(host);
    const run = await quire.runs.start("fit");
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: "softmax" })] });
    const saved = await run.saveModel(model, {
      name: "m",
      labels: ["a", "b", "c"],
      example: tf.tensor2d([[0.5, 1]]),
      inputDescription: "two numbers",
    });
    expect(saved).toEqual({ name: "m", version: 1, modelId: "m", versionId: "v", runtime: "tfjs", runtimeNote: "" });
    const [input] = host.inputs("models.save") as {
      modelJson: string;
      weights: Uint8Array<ArrayBuffer>;
      signature: object;
    }[];
    expect(input?.signature).toEqual({
      inputs: [{ name: model.inputs[0]?.name, shape: [-1, 2], dtype: "float32", description: "two numbers" }],
      outputs: [{ name: model.outputs[0]?.name.split("/")[0], shape: [-1, 3], dtype: "float32" }],
      labels: ["a", "b", "c"],
      example: [0.5, 1],
    });
    expect(chunks.at(-1)).toMatchObject({ bundle: { "application/vnd.quire.model+json": { name: "m", number: 1 } } });

    const { modelJson = "", weights = new Uint8Array() } = input ?? {};
    const signature = {
      inputs: [{ name: "x", shape: [-1, 2], dtype: "float32" as const }],
      outputs: [{ name: "y", shape: [-1, 3], dtype: "float32" as const }],
    };
    const answering = new FakeHost({ "models.load": () => ({ name: "m", number: 1, modelJson, weights, signature }) });
    const loaded = await createTestKernel(answering).quire.models.load("m", { version: 1 });
    const row = tf.tensor2d([[0.3, -2]]);
    expect((loaded.predict(row) as tf.Tensor).arraySync()).toEqual((model.predict(row) as tf.Tensor).arraySync());
  });

  it.each<[Omit<api.SaveModelOptions, "name">, string]>([
    [{ labels: ["a"] }, "got 1 labels, but the model gives 3 scores"],
    [{ example: [1, 2, 3] }, "needs an example of shape [2] (one row of"],
    [{ example: { not: "numbers" } }, "got something that is not made of numbers"],
  ])("that is described wrongly is refused: %#", async (options, message) => {
    const run = await createTestKernel().quire.runs.start("fit");
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });
    await expect(run.saveModel(model, { name: "m", ...options })).rejects.toThrow(message);
  });
});

describe("showing things", () => {
  it("keeps their order and replaces in place", async () => {
    const { quire, chunks, end } = createTestKernel();
    const first = quire.display("one");
    quire.display("two");
    first.update("one more");
    await end("succeeded");
    expect(chunks.map((chunk) => chunk.kind === "display" && [chunk.id, chunk.bundle["text/plain"]])).toEqual([
      [first.id, "one"],
      ["d2", "two"],
      [first.id, "one more"],
    ]);
  });

  it("escapes what is put into HTML, but for HTML", () => {
    const { quire } = createTestKernel();
    const inner = quire.html`<b>${"<script>"}</b>`;
    expect(quire.html`<p>${[inner, "&"]}</p>`["quire.display"]["text/html"]).toBe("<p><b>&lt;script&gt;</b>&amp;</p>");
  });

  it("moves a bar on and fills it", () => {
    const { quire, chunks } = createTestKernel();
    const bar = quire.progress("rows", 10);
    bar.advance(4);
    bar.done("read");
    expect(chunks.at(-1)).toMatchObject({ kind: "progress", label: "rows", value: 10, total: 10, detail: "read" });
  });

  it("gives each cell its own abort signal", () => {
    const kernel = createTestKernel();
    kernel.stop();
    expect(kernel.quire.abortSignal.aborted).toBe(true);
    kernel.begin("execution 2");
    expect(kernel.quire.abortSignal.aborted).toBe(false);
  });
});

describe("the seed", () => {
  const weights = () => Array.from(line().getWeights()[0]?.dataSync() ?? []);

  it("decides the initial weights", async () => {
    const { quire } = createTestKernel();
    await quire.runs.start("a", { seed: 7 });
    const first = weights();
    expect(weights()).not.toEqual(first);
    await quire.runs.start("b", { seed: 7 });
    expect(weights()).toEqual(first);
    quire.seed(8);
    expect(weights()).not.toEqual(first);
  });
});
