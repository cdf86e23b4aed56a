import { spawn } from "node:child_process";
import { eq, sql } from "drizzle-orm";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { WORKER_PROTOCOL_VERSION } from "@/lib/protocol/job";
import { checkpoints } from "@/server/db/schema/checkpoints";
import { jobAttempts } from "@/server/db/schema/jobs";
import { runNotebook } from "@/components/notebook/testing/run-notebook";
import { sessionsOf } from "@/server/features/executions/live-sessions";
import { loseExpired } from "@/server/features/jobs/ledger";
import { createToken } from "@/server/features/people/tokens";
import { createWorkspace } from "@/server/testing/test-app";
import { createQuireClient } from "../client";
import { notebookCommand } from "../headless/main";
import { cellsOf } from "./testing/jobs";
import { setUpLab } from "./testing/lab";
import { facts } from "./testing/worker";

const lab = setUpLab();
const { as, dispatch, job, notebook, startWorker, until } = lab;

/** A worker in a process of its own, as `npm run worker` starts one. */
function startProcess() {
  const args = ["--import", "tsx", "scripts/worker.ts", "--server", lab.server.url, "--unsafe-no-sandbox"];
  return spawn(process.execPath, args, { env: { ...process.env, QUIRE_WORKER_TOKEN: lab.token }, stdio: "ignore" });
}

/** A training that stops for ever at a batch, unless it goes on with a run. */
const source = (stuckAt: number) => `import * as tf from "@tensorflow/tfjs";
import { runs } from "quire";
const run = await runs.start("digits", { seed: 11 });
const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, activation: "relu", inputShape: [4] }), tf.layers.dropout({ rate: 0.2 }), tf.layers.dense({ units: 1 })] });
model.compile({ optimizer: "adam", loss: "meanSquaredError" });
const stuck = new tf.CustomCallback({ onBatchBegin: async () => { if (!run.resumed && batches++ === ${stuckAt}) await new Promise(() => undefined); } });
let batches = 0;
await model.fit(tf.randomNormal([32, 4]), tf.randomNormal([32, 1]), { epochs: 6, batchSize: 8, shuffle: true, callbacks: [...run.fitCallbacks({ checkpoint: true, everyBatches: 1 }), stuck] });
for (const weight of model.getWeights()) run.log({ weights: (await weight.data()).reduce((sum, w) => sum + w, Math.random()) });
await run.finish();`;
/** Each run, with its whole curve. */
const series = async () => {
  const { runs } = await as().runs.list({ workspace: lab.workspace });
  const found = await Promise.all(
    runs.map(async ({ id, status }) => ({
      status,
      series: await as().runs.metrics({ workspace: lab.workspace, runIds: [id] }),
    })),
  );
  return found.map(({ status, series }) => [status, ...series.map(({ key, points }) => ({ key, points }))]);
};

describe("a job", () => {
  it("runs the cells that are needed, records what was asked for, and its run, in the person's name", async () => {
    const notebookId = await notebook({
      base: "const rate: number = 0.5;",
      train: `import { runs } from "quire";
const run = await runs.start("server", { params: { rate } });
run.log({ loss: 0.25 }, 1);
await run.finish();
console.log("trained at", rate);
rate * 2`,
      other: "throw new Error('not needed')",
    });
    expect(await as().jobs.plan({ workspace: lab.workspace, notebookId, cellIds: ["train"] })).toEqual([
      { id: "base", names: ["rate"], wanted: false },
      { id: "train", names: ["run"], wanted: true },
    ]);
    const id = await dispatch(notebookId, ["train"]);
    expect(await as().jobs.list({ workspace: lab.workspace, notebookId })).toMatchObject([
      { status: "queued", waitsFor: expect.stringMatching(/^No worker is connected/) as string },
    ]);
    startWorker();
    await until(id, "succeeded");
    const shown = await lab.executions(notebookId);
    expect(shown).toMatchObject([
      { cellId: "train", status: "succeeded", userId: lab.ana.userId, device: { kind: "server", backend: "wasm" } },
    ]);
    const { runs } = await as().runs.list({ workspace: lab.workspace });
    expect(runs).toMatchObject([{ name: "server", status: "finished", params: { rate: 0.5 } }]);
    expect(await as().jobs.list({ workspace: lab.workspace, notebookId })).toMatchObject([
      { status: "succeeded", isOver: true, worker: "lab", attempts: 1 },
    ]);
  });

  it("leaves the values of its cells, with those that they changed in place, and says by name what stays", async () => {
    const notebookId = await notebook({
      data: "const xs = Array.from({ length: 300 }, (_, i) => i);",
      make: "const model = { steps: 0 };\nconst step = () => xs.length;",
      train: "model.steps += step();\nconst seen = new Map([['steps', model.steps]]);",
    });
    startWorker();
    const id = await dispatch(notebookId, ["train"]);
    await until(id, "succeeded");
    const { cells: ran, values } = await as().jobs.values({ workspace: lab.workspace, jobId: id });
    expect(ran.map((cell) => cell.id)).toEqual(["data", "make", "train"]);
    expect(values).toMatchObject([
      { cellId: "make", name: "model", value: { ok: true, manifest: { root: { steps: 300 } } } },
      { cellId: "make", name: "step", value: { ok: false, reason: expect.stringMatching(/function/) as string } },
      { cellId: "train", name: "seen", value: { ok: true, type: "Map", manifest: { root: { $: "map" } } } },
    ]);
  });

  it("fails with its cell, and says why; it is not tried again", async () => {
    const notebookId = await notebook({ a: "const a = 1;\nthrow new RangeError('too far');", b: "a + 1" });
    startWorker();
    const id = await dispatch(notebookId, ["b"]);
    await until(id, "failed");
    expect(await job(id)).toMatchObject({ attempts: 1, reason: "RangeError: too far" });
  });

  it("is stopped where it runs when nobody wants it any more", async () => {
    const notebookId = await notebook({ a: "for (;;) await new Promise((resolve) => setTimeout(resolve, 5));" });
    const { worker } = startWorker();
    const id = await dispatch(notebookId, ["a"]);
    await until(id, "running");
    await expect.poll(async () => (await lab.executions(notebookId))[0]?.status, { timeout: 20_000 }).toBe("running");
    expect(await as().jobs.cancel({ workspace: lab.workspace, jobId: id })).toEqual({ cancelled: true });
    await until(id, "cancelled");
    const next = await dispatch(await notebook({ a: "1 + 1" }), ["a"]);
    await until(next, "succeeded");
    expect(worker.id).toMatch(/^[a-z0-9]{20}$/);
  });

  it("goes to another worker when the first is stopped, and the first can write nothing more", async () => {
    const notebookId = await notebook({ a: "await new Promise((resolve) => setTimeout(resolve, 1500));\n'done'" });
    const first = startWorker();
    const id = await dispatch(notebookId, ["a"]);
    await until(id, "running");
    await first.stop();
    expect(await job(id)).toMatchObject({ status: "queued", reason: "Its worker was stopped." });
    startWorker({ facts: { ...facts, name: "second" } });
    await until(id, "succeeded");
    expect(await lab.attempts(id)).toEqual(["lost lab", "succeeded second"]);
  });

  it("runs again when the server has lost what it recorded of it", async () => {
    const notebookId = await notebook({
      a: "for (let i = 0; i < 40; i++) {\n  console.log(i);\n  await new Promise((resolve) => setTimeout(resolve, 50));\n}\n'whole'",
    });
    startWorker();
    const id = await dispatch(notebookId, ["a"]);
    await expect.poll(() => lab.shown(notebookId), { timeout: 20_000 }).not.toBe("");
    const sessions = sessionsOf(lab.app);
    await sessions.end(
      sessions.require((await lab.executions(notebookId))[0]!.sessionId, lab.workspaceId, lab.ana.userId),
    );
    await until(id, "succeeded");
    expect((await job(id)).attempts).toBe(2);
    expect((await lab.executions(notebookId)).map(({ status }) => status)).toEqual(["lost", "succeeded"]);
  });

  it("whose worker is killed in the middle of a training ends as if nothing had been: one run, one curve, the same bits", async () => {
    const id = await dispatch(await notebook({ a: source(14) }), ["a"]);
    const kept = () => lab.app.db.select().from(checkpoints).where(eq(checkpoints.jobId, id));
    const killed = startProcess();
    await expect
      .poll(async () => Math.max(0, ...(await kept()).map(({ epoch }) => epoch ?? 0)), { timeout: 60_000 })
      .toBe(3);
    process.kill(killed.pid!, "SIGKILL");
    await lab.app.db
      .update(jobAttempts)
      .set({ leaseUntil: sql`now()` })
      .where(eq(jobAttempts.jobId, id));
    await loseExpired(lab.app);
    startWorker({ facts: { ...facts, name: "second" } });
    await until(id, "succeeded");
    expect((await job(id)).attempts).toBe(2);
    await until(await dispatch(await notebook({ a: source(-1) }), ["a"]), "succeeded");
    const [whole, resumed, ...more] = await series();
    expect(more).toEqual([]);
    expect(whole?.[0]).toBe("finished");
    expect(resumed).toEqual(whole);
  }, 120_000);

  it("goes on with a run that was begun in a page, and a page with one that was begun in a job", async () => {
    const whole = await dispatch(await notebook({ a: source(-1) }), ["a"]);
    startWorker();
    await until(whole, "succeeded");
    const begun = async (epoch: number) => {
      const ofRun = async () => (await as().runs.list({ workspace: lab.workspace })).runs[0]!;
      const far = async () =>
        (await as().runs.get({ workspace: lab.workspace, runId: (await ofRun()).id })).checkpointEpoch;
      await expect.poll(far, { timeout: 60_000 }).toBe(epoch);
      return ofRun();
    };
    const text = { a: source(14) };
    const notebookId = await notebook(text);
    const { token: mine } = await createToken(lab.app, lab.ana.userId, { name: "page", scopes: ["write"], days: null });
    const at = { url: lab.server.url, token: mine, workspace: lab.workspace, notebookId, kind: "browser" as const };
    const replay = { seed: 3, backend: "wasm" as const, datasets: {} };

    const closed = new AbortController();
    const page = runNotebook({ ...at, signal: closed.signal }, cellsOf(text), replay).catch(() => undefined);
    const first = await begun(3);
    closed.abort();
    await page;
    const { jobId } = await as().jobs.continueRun({ workspace: lab.workspace, runId: first.id });
    await until(jobId, "succeeded");
    await expect(as().jobs.continueRun({ workspace: lab.workspace, runId: first.id })).rejects.toThrow(/has finished/);

    const stuck = await dispatch(notebookId, ["a"]);
    const second = await begun(3);
    await expect(as().jobs.continueRun({ workspace: lab.workspace, runId: second.id })).rejects.toThrow(
      /is on a server already/,
    );
    await as().jobs.takeRun({ workspace: lab.workspace, runId: second.id });
    await until(stuck, "cancelled");
    await runNotebook({ ...at, continues: second.id }, cellsOf(text), replay);

    const [back, there, straight, ...more] = await series();
    expect(more).toEqual([]);
    expect(straight?.[0]).toBe("finished");
    expect([there, back]).toEqual([straight, straight]);
    const { runs } = await as().runs.list({ workspace: lab.workspace });
    const places = runs.map(({ earlierDevices, device }) => [...earlierDevices, device].map(({ kind }) => kind));
    expect(places).toEqual([["server", "browser"], ["browser", "server"], ["server"]]);
  }, 120_000);

  it("that cannot run is refused before it is queued", async () => {
    const notebookId = await notebook({ a: "const a = ;", b: "1" });
    await expect(dispatch(notebookId, ["a"])).rejects.toMatchObject({ code: "UNPROCESSABLE_CONTENT" });
    await expect(dispatch(notebookId, ["gone"])).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a worker", () => {
  it("ends with the server's words where its token is none, or its version another", async () => {
    await expect(startWorker({ token: "quire_wrk_no" }).done).rejects.toThrow(/worker token/);
    // Another version may say all else in another form.
    const answer = await fetch(`${lab.server.url}/trpc/workers.next`, {
      method: "POST",
      headers: { authorization: `Bearer ${lab.token}`, "content-type": "application/json" },
      body: JSON.stringify({ json: { protocol: 0, machine: "old" } }),
    });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toMatch(/speaks version 0 of the protocol.*Install the same version/);
  });

  it("is listed with what it is at, and takes no more jobs while it drains", async () => {
    const { worker } = startWorker();
    const list = () => as().workers.list({ workspace: lab.workspace });
    await expect.poll(async () => (await list()).length).toBe(1);
    await as().workers.setDraining({ workspace: lab.workspace, workerId: worker.id, draining: true });
    const id = await dispatch(await notebook({ a: "1" }), ["a"]);
    expect(
      (await as().jobs.list({ workspace: lab.workspace, notebookId: (await job(id)).notebookId }))[0]?.waitsFor,
    ).toMatch(/No worker/);
    await as().workers.setDraining({ workspace: lab.workspace, workerId: worker.id, draining: false });
    await until(id, "succeeded");
    expect(await list()).toMatchObject([{ online: true, draining: false, facts: { name: "lab" }, jobs: [] }]);
  });
});

describe("a file that is run on a server", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "quire-on-server-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = async (text: string, ...more: string[]) => {
    writeFileSync(path.join(folder, "rates.nb.ts"), text);
    const { token: personal } = await createToken(lab.app, lab.ana.userId, {
      name: "ci",
      scopes: ["write"],
      days: null,
    });
    const args = ["run", "rates.nb.ts", "--on", "server", "--server", lab.server.url, "--workspace", lab.workspace];
    const lines: string[] = [];
    const signal = new AbortController().signal;
    const terminal = { env: { QUIRE_TOKEN: personal }, folder, error: (line: string) => lines.push(line), signal };
    return { code: await notebookCommand([...args, ...more], terminal), said: lines.join("\n") };
  };

  it("runs there with its parameters, and is written with what it showed", async () => {
    startWorker();
    const text = "// %% id=use\nconsole.log(rate * 2)\n\n// %% id=rate\nconst rate = 1;\n";
    const { code, said } = await run(text, "--set", "rate=4", "--out", "rates.md");
    expect([code, said]).toEqual([0, expect.stringMatching(/It runs as .*\/notebooks\/[\s\S]*All cells ran/)]);
    expect(readFileSync(path.join(folder, "rates.md"), "utf8")).toContain("8");
  });

  it("ends with 1 where a cell fails, and names its line in the file", async () => {
    startWorker();
    const { code, said } = await run("// %% id=bad\nconst a = 1;\nthrow new RangeError('too far');\n");
    expect([code, said]).toEqual([1, expect.stringContaining("rates.nb.ts:3:7: RangeError: too far")]);
  });
});

it("the token of an attempt opens what a kernel may ask for, in its workspace, as long as it runs", async () => {
  const notebookId = await notebook({ a: "1" });
  await dispatch(notebookId, ["a"]);
  const asWorker = createQuireClient({ url: lab.server.url, token: lab.token });
  const order = await asWorker.workers.next.mutate({
    protocol: WORKER_PROTOCOL_VERSION,
    workerId: "x".repeat(20),
    facts,
    asked: 1,
    running: [],
  });
  if (order.type !== "job") throw new Error(order.type);
  const asAttempt = createQuireClient({ url: lab.server.url, token: order.lease.token });
  const device = facts.device;
  const begin = () => asAttempt.executions.openSession.mutate({ workspace: lab.workspace, notebookId, device });
  await expect(begin()).resolves.toBeDefined();
  const others = await createWorkspace(lab.app, [[lab.ana, "owner"]]);
  await expect(asAttempt.datasets.resolve.query({ workspace: others.slug, name: "x" })).rejects.toThrow(/No workspace/);
  await expect(asAttempt.notebooks.list.query({ workspace: lab.workspace })).rejects.toThrow(/A job may not do this/);
  await expect(asAttempt.people.workspaces.query()).rejects.toThrow(/A job may not do this/);
  await expect(asWorker.notebooks.list.query({ workspace: lab.workspace })).rejects.toThrow(/Sign in/);
  await asAttempt.jobs.end.mutate({ workspace: lab.workspace, end: "succeed", reason: null });
  await expect(begin()).rejects.toThrow(/Sign in/);
});
