import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { FolderBlobStore } from "@/server/blobs/folder-store";
import { checkpoints } from "@/server/db/schema/checkpoints";
import { findSandbox } from "@/workers/sandbox/find-sandbox";
import { sandboxedKernel } from "@/workers/sandbox/sandboxed-kernel";
import { NODE_KERNEL } from "../kernel-transport";
import { setUpLab } from "./testing/lab";

const lab = setUpLab();
const { as, dispatch, job, notebook, shown, startWorker, until } = lab;

it("a blob store without space costs a training its checkpoints, and lets model and values wait for space", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "quire-full-"));
  // The run's snapshot finds room; then each write fails as on a full disk, until somebody frees some.
  let writes = 0;
  let isFreed = false;
  const openFile = (file: string) => (writes++ === 0 || isFreed ? open(file, "wx", 0o600) : open("/dev/full", "w"));
  lab.app.blobs = await FolderBlobStore.open(folder, openFile);
  startWorker();
  const notebookId = await notebook({
    a: `import * as tf from "@tensorflow/tfjs";
import { runs } from "quire";
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
const run = await runs.start("full");
await model.fit(tf.ones([8, 4]), tf.ones([8, 1]), { epochs: 2, callbacks: run.fitCallbacks({ checkpoint: true }) });
console.log("trained");
await run.saveModel(model, { name: "full" });
await run.finish();
const weights = new Float32Array(100_000).fill(3);`,
  });
  const jobId = await dispatch(notebookId, ["a"]);
  await expect
    .poll(() => shown(notebookId), { timeout: 60_000 })
    .toMatch(/disk is full[^\n]*Until then this cell waits/);
  isFreed = true;
  await until(jobId, "succeeded");
  expect(await shown(notebookId)).toMatch(/disk is full[^]*trained/);
  expect((await job(jobId)).attempts).toBe(1);
  const { values } = await as().jobs.values({ workspace: lab.workspace, jobId });
  expect(values.find(({ name }) => name === "weights")?.value).toMatchObject({ ok: true, type: "Float32Array" });
  const { runs } = await as().runs.list({ workspace: lab.workspace });
  expect(runs).toMatchObject([{ name: "full", status: "finished" }]);
  expect(await lab.app.db.select().from(checkpoints)).toHaveLength(0);
  await rm(folder, { recursive: true, force: true });
});

it("a cell that takes more memory than its worker gives fails at once, and says what to do", async () => {
  const sandbox = findSandbox();
  if (sandbox.kind === "none") throw new Error(sandbox.why);
  startWorker({
    createTransport: () =>
      sandboxedKernel(NODE_KERNEL, { bubblewrap: sandbox.path, limits: { memoryBytes: 300_000_000 } }),
  });
  const cell = "const kept = [];\nfor (;;) kept.push(new Uint8Array(10_000_000).fill(1));";
  const jobId = await dispatch(await notebook({ a: cell }), ["a"]);
  await until(jobId, "failed");
  expect(await job(jobId)).toMatchObject({
    attempts: 1,
    reason: expect.stringMatching(/used more than 300 MB of memory.*a worker that has more/) as string,
  });
});
