import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { datasets, datasetVersions } from "@/server/db/schema/datasets";
import { models, modelVersions } from "@/server/db/schema/models";
import { runs } from "@/server/db/schema/runs";
import { sweeps, sweepTrials } from "@/server/db/schema/sweeps";
import { setUpLab } from "./testing/lab";
import { lossyServer } from "./testing/lossy-server";

const lab = setUpLab();

const source = `import * as tf from "@tensorflow/tfjs";
import { datasets, runs, sweep } from "quire";
const rows = await datasets.commit("rows", { x: [1, 2, 3] });
const run = await runs.start("once");
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
const saved = await run.saveModel(model, { name: "line" });
await run.finish();
await sweep({ x: [1, 2] }, ({ params }) => params.x as number, { metric: "loss", trials: 2, method: "grid", fresh: true });
console.log(rows.number, saved.number);`;

it("what a job asked for is done once, and its cell goes on, when the answers get lost", async () => {
  const { app } = lab;
  const lossy = await lossyServer(lab.server.url, ["runs.start", "datasets.commit", "models.save", "sweeps.open"]);
  const id = await lab.dispatch(await lab.notebook({ a: source }), ["a"]);
  const worker = lab.startWorker({ url: lossy.url });
  await lab.until(id, "succeeded");
  await worker.stop();
  await lossy.close();
  expect([...lossy.lost].sort()).toEqual(["datasets.commit", "models.save", "runs.start", "sweeps.open"]);
  expect((await lab.job(id)).attempts).toBe(1);
  const kept = await Promise.all([
    app.db
      .select({ number: datasetVersions.number })
      .from(datasetVersions)
      .innerJoin(datasets, eq(datasets.id, datasetVersions.datasetId)),
    app.db
      .select({ number: modelVersions.number })
      .from(modelVersions)
      .innerJoin(models, eq(models.id, modelVersions.modelId)),
    app.db.select({ status: runs.status }).from(runs).where(eq(runs.name, "once")),
    app.db.select({ status: sweeps.status }).from(sweeps),
    app.db.select({ number: sweepTrials.number }).from(sweepTrials).orderBy(sweepTrials.number),
  ]);
  expect(kept).toEqual([
    [{ number: 1 }],
    [{ number: 1 }],
    [{ status: "finished" }],
    [{ status: "finished" }],
    [{ number: 1 }, { number: 2 }],
  ]);
}, 120_000);
