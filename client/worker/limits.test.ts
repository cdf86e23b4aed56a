import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { FolderBlobStore } from "@/server/blobs/folder-store";
import { checkpoints } from "@/server/db/schema/checkpoints";
import { jobs } from "@/server/db/schema/jobs";
import { executionChunks, executions } from "@/server/db/schema/notebooks";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { createWorkerToken } from "@/server/features/workers/worker-tokens";
import { callerFor, createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import { findSandbox } from "@/workers/sandbox/find-sandbox";
import { sandboxedKernel } from "@/workers/sandbox/sandboxed-kernel";
import { kernelTransport, NODE_KERNEL } from "../kernel-transport";
import { facts } from "./testing/stage";
import { Worker } from "./worker";

let server: TestServer;
let ana: TestPerson;
let workspace: { id: string; slug: string };
let token: string;
let stop = () => Promise.resolve();

beforeAll(async () => {
  server = await createTestServer();
  ana = await createPerson(server.app);
  workspace = await createWorkspace(server.app, [[ana, "owner"]]);
  ({ token } = await createWorkerToken(server.app, workspace.id, ana.userId, "lab"));
});
afterEach(() => stop());
afterAll(() => server.close());

function startWorker(createTransport: ConstructorParameters<typeof Worker>[0]["createTransport"] = kernelTransport) {
  const stopping = new AbortController();
  const worker = new Worker({ url: server.url, token, facts, createTransport, say: () => undefined });
  const done = worker.run(stopping.signal);
  stop = () => {
    stopping.abort();
    return done;
  };
}

async function dispatch(source: string) {
  const cells = [{ id: "a", type: "ts" as const, source }];
  const made = { workspaceId: workspace.id, title: "N", cells, userId: ana.userId };
  const { id: notebookId } = await createNotebookWithCells(server.app, made);
  const order = { workspace: workspace.slug, notebookId, cellIds: ["a"] };
  return { notebookId, ...(await callerFor(server.app, ana).jobs.dispatch(order)) };
}

const job = async (id: string) => (await server.app.db.select().from(jobs).where(eq(jobs.id, id)))[0]!;
const until = (id: string, status: string) =>
  expect.poll(async () => (await job(id)).status, { timeout: 60_000 }).toBe(status);
const shown = async (notebookId: string) =>
  (
    await server.app.db
      .select({ chunk: executionChunks.chunk })
      .from(executionChunks)
      .innerJoin(executions, eq(executions.id, executionChunks.executionId))
      .where(eq(executions.notebookId, notebookId))
  )
    .map(({ chunk }) => chunk ?? "")
    .join("\n");

it("a blob store without space costs a training its checkpoints, and lets model and values wait for space", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "quire-full-"));
  // The run's snapshot finds room; then each write fails as on a full disk, until somebody frees some.
  let writes = 0;
  let isFreed = false;
  const openFile = (file: string) => (writes++ === 0 || isFreed ? open(file, "wx", 0o600) : open("/dev/full", "w"));
  server.app.blobs = await FolderBlobStore.open(folder, openFile);
  startWorker();
  const { jobId, notebookId } = await dispatch(`import * as tf from "@tensorflow/tfjs";
import { runs } from "quire";
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
const run = await runs.start("full");
await model.fit(tf.ones([8, 4]), tf.ones([8, 1]), { epochs: 2, callbacks: run.fitCallbacks({ checkpoint: true }) });
console.log("trained");
await run.saveModel(model, { name: "full" });
await run.finish();
const weights = new Float32Array(100_000).fill(3);`);
  await expect
    .poll(() => shown(notebookId), { timeout: 60_000 })
    .toMatch(/disk is full[^\n]*Until then this cell waits/);
  isFreed = true;
  await until(jobId, "succeeded");
  expect(await shown(notebookId)).toMatch(/disk is full[^]*trained/);
  expect((await job(jobId)).attempts).toBe(1);
  const { values } = await callerFor(server.app, ana).jobs.values({ workspace: workspace.slug, jobId });
  expect(values.find(({ name }) => name === "weights")?.value).toMatchObject({ ok: true, type: "Float32Array" });
  const { runs } = await callerFor(server.app, ana).runs.list({ workspace: workspace.slug });
  expect(runs).toMatchObject([{ name: "full", status: "finished" }]);
  expect(await server.app.db.select().from(checkpoints)).toHaveLength(0);
  await rm(folder, { recursive: true, force: true });
});

it("a cell that takes more memory than its worker gives fails at once, and says what to do", async () => {
  const sandbox = findSandbox();
  if (sandbox.kind === "none") throw new Error(sandbox.why);
  startWorker(() => sandboxedKernel(NODE_KERNEL, { bubblewrap: sandbox.path, limits: { memoryBytes: 300_000_000 } }));
  const { jobId } = await dispatch("const kept = [];\nfor (;;) kept.push(new Uint8Array(10_000_000).fill(1));");
  await until(jobId, "failed");
  expect(await job(jobId)).toMatchObject({
    attempts: 1,
    reason: expect.stringMatching(/used more than 300 MB of memory.*a worker that has more/) as string,
  });
});
