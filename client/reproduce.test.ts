import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { runNotebook } from "@/components/notebook/testing/run-notebook";
import { readSources } from "@/lib/notebook/doc";
import { readPackageLocks } from "@/lib/notebook/packages";
import { readReplay, type Replay } from "@/lib/notebook/replay";
import type { PackageLocks } from "@/lib/packages/lock";
import type { RunSnapshot } from "@/lib/protocol/run";
import { DatabaseLog } from "@/server/collab/log";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { createToken } from "@/server/features/people/tokens";
import { createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { testPackages } from "@/server/testing/test-packages";
import { createTestRegistry } from "@/server/testing/test-registry";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import { createQuireClient, type QuireClient } from "./client";

type Cells = RunSnapshot["cells"];

let server: TestServer;
let ana: TestPerson;
let workspace: { id: string; slug: string };
let quire: QuireClient;
let token: string;

beforeAll(async () => {
  server = await createTestServer();
  ana = await createPerson(server.app, "Ana");
  workspace = await createWorkspace(server.app, [[ana, "owner"]]);
  ({ token } = await createToken(server.app, ana.userId, { name: "script", scopes: ["write"], days: null }));
  quire = createQuireClient({ url: server.url, token });
});
afterAll(() => server.close());

const runAll = (notebookId: string, cells: Cells, replay: Replay) =>
  runNotebook({ url: server.url, token, workspace: workspace.slug, notebookId }, cells, replay);

async function notebookOf(cells: Cells): Promise<string> {
  const { id } = await createNotebookWithCells(server.app, {
    workspaceId: workspace.id,
    title: "Points",
    cells,
    userId: ana.userId,
  });
  return id;
}

/** The document as the server's log has it. */
async function documentOf(notebookId: string): Promise<{ cells: Cells; replay: Replay; locks: PackageLocks }> {
  const doc = new Y.Doc();
  for (const update of (await new DatabaseLog(server.app.db).load(notebookId)).updates) Y.applyUpdate(doc, update);
  return { cells: readSources(doc), replay: readReplay(doc), locks: readPackageLocks(doc) };
}

async function newestRun(notebookId: string) {
  const [run] = (await quire.runs.list.query({ workspace: workspace.slug, notebookId })).runs;
  if (!run) throw new Error("no run was recorded");
  const series = await quire.runs.metrics.query({ workspace: workspace.slug, runIds: [run.id] });
  return { run, metrics: Object.fromEntries(series.map(({ key, points }) => [key, points])) };
}

const cell = (id: string, source: string) => ({ id, type: "ts" as const, source });

const makeData = cell(
  "make",
  `import { datasets } from "quire";
   const rows = Array.from({ length: 200 }, (_, i) => ({ x: Math.sin(i), y: Math.cos(i / 3), kind: ["a", "b", "c"][i % 3]! }));
   await datasets.commit("points", rows, { message: "made up" });`,
);

// Dropout, shuffling and weights all draw from Math.random; the model is made before the run is started, in a cell of its own.
const training: Cells = [
  { id: "words", type: "md", source: "# Points" },
  cell("load", `import { datasets } from "quire"; const points = await datasets.load("points"); points.length`),
  cell(
    "model",
    `import * as tf from "@tensorflow/tfjs";
     const model = tf.sequential({ layers: [
       tf.layers.dense({ units: 8, inputShape: [2], activation: "relu" }),
       tf.layers.dropout({ rate: 0.3 }),
       tf.layers.dense({ units: 3, activation: "softmax" }),
     ] });
     model.compile({ optimizer: "adam", loss: "categoricalCrossentropy", metrics: ["accuracy"] });`,
  ),
  cell(
    "train",
    `import { runs } from "quire";
     const { train, test } = points.split({ by: "kind" });
     const run = await runs.start("points", { params: { rows: points.length, epochs: 3 } });
     await model.fit(train.tensor(["x", "y"]), train.oneHot("kind"), { epochs: 3, batchSize: 16, shuffle: true, callbacks: run.fitCallbacks() });
     run.log({ luck: Math.random() });`,
  ),
  cell(
    "save",
    `const saved = await run.saveModel(model, { name: "points", labels: points.categories("kind"), example: [0.5, 0.5] });
     await run.finish();
     const again = await (await import("quire")).models.load("points");
     const row = tf.tensor2d([[0.1, 0.2]]);
     const same = tf.equal(model.predict(row) as tf.Tensor, again.predict(row) as tf.Tensor).all().dataSync()[0] === 1;
     if (!same) throw new Error("the loaded model answers otherwise");`,
  ),
];

describe("a recorded run", () => {
  let original: Awaited<ReturnType<typeof newestRun>>;

  beforeAll(async () => {
    await runAll(await notebookOf([makeData]), [makeData], { datasets: {} });
    const notebookId = await notebookOf(training);
    await runAll(notebookId, training, { seed: 1234, datasets: {} });
    original = await newestRun(notebookId);
  });

  it("has its metrics, params, device, data, model and snapshot", async () => {
    expect(original.run).toMatchObject({
      name: "points",
      status: "finished",
      params: { rows: 200, epochs: 3 },
      seed: 1234,
      device: { backend: "cpu" },
      datasets: [{ name: "points", number: 1 }],
    });
    expect(original.metrics.loss).toHaveLength(3);
    expect(Object.keys(original.metrics)).toEqual(expect.arrayContaining(["loss", "acc", "batch_loss", "luck"]));
    const run = { workspace: workspace.slug, runId: original.run.id };
    expect((await quire.runs.get.query(run)).models).toMatchObject([{ name: "points", number: 1 }]);
    expect(await quire.runs.snapshot.query(run)).toMatchObject({
      cells: training,
      seed: 1234,
      datasets: [{ name: "points", number: 1 }],
    });
  });

  it("gives the same metrics to the bit when its fork is run, though the data has moved on", async () => {
    const moreData = cell("more", makeData.source.replace("length: 200", "length: 300"));
    await runAll(await notebookOf([moreData]), [moreData], { datasets: {} });
    expect((await quire.datasets.resolve.query({ workspace: workspace.slug, name: "points" })).number).toBe(2);

    const { notebookId } = await quire.runs.fork.mutate({ workspace: workspace.slug, runId: original.run.id });
    const { cells, replay } = await documentOf(notebookId);
    expect(cells).toEqual(training);
    expect(replay).toEqual({ seed: 1234, backend: "cpu", datasets: { points: 1 } });
    await runAll(notebookId, cells, replay);
    const forked = await newestRun(notebookId);
    expect(forked.run.datasets).toEqual([{ name: "points", number: 1 }]);
    expect(forked.metrics).toEqual(original.metrics);
  });

  it("does not hang on what ran before, or how often", async () => {
    const notebookId = await notebookOf(training);
    const order = ["load", "model", "load", "model", "train", "save"];
    const cells = order.flatMap((id) => training.filter((one) => one.id === id));
    await runAll(notebookId, cells, { seed: 1234, datasets: { points: 1 } });
    expect((await newestRun(notebookId)).metrics).toEqual(original.metrics);
  });

  it("differs with another seed", async () => {
    const notebookId = await notebookOf(training);
    await runAll(notebookId, training, { seed: 5, datasets: { points: 1 } });
    expect((await newestRun(notebookId)).metrics).not.toEqual(original.metrics);
  });
});

describe("a run whose cells import packages", () => {
  it("is forked with the very same ones, though newer are out and the registry is gone", async () => {
    const registry = await createTestRegistry(testPackages);
    process.env.npm_config_registry = registry.url;
    try {
      const cells: Cells = [
        cell("before", 'import { sum } from "npm:little-sum@2";'),
        cell(
          "start",
          'import { runs } from "quire";\nconst run = await runs.start("sums", { params: {} });\nrun.log({ sum: sum([1, 2, 3]) });',
        ),
        cell("after", 'import { step } from "npm:steps@1";\nrun.log({ step });\nawait run.finish();'),
      ];
      const locks: PackageLocks = {};
      const at = { url: server.url, token, workspace: workspace.slug, notebookId: await notebookOf(cells) };
      const outputs = await runNotebook(at, cells, { seed: 1, datasets: {} }, locks);
      const progress = outputs[0]?.chunks.findLast(({ kind }) => kind === "progress");
      expect(progress).toMatchObject({ label: "little-sum@2", value: 1, total: 1, detail: "2.0.1 is here" });
      const first = await newestRun(at.notebookId);
      const place = { workspace: workspace.slug, runId: first.run.id };
      const snapshot = await quire.runs.snapshot.query(place);
      expect(snapshot.packages).toMatchObject({ "npm:little-sum@2": "2.0.1", "npm:steps@1": "1.2.0" });
      expect(snapshot.locks).toEqual(locks);

      const newer = { name: "steps", version: "1.9.0", manifest: { type: "module" } };
      registry.publish({ ...newer, files: { "index.js": "export const step = 9;" } });
      const { notebookId } = await quire.runs.fork.mutate(place);
      const fork = await documentOf(notebookId);
      expect(fork.locks).toEqual(locks);
      await registry.close();
      await runNotebook({ ...at, notebookId }, fork.cells, fork.replay, fork.locks);
      expect((await newestRun(notebookId)).metrics).toEqual(first.metrics);
    } finally {
      delete process.env.npm_config_registry;
      await registry.close();
    }
  });
});
