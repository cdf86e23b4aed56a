import { and, eq, type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { getCell } from "@/lib/notebook/doc";
import type { SweepOrder } from "@/lib/protocol/sweep";
import { jobs, workers } from "@/server/db/schema/jobs";
import { executions as executionRows } from "@/server/db/schema/notebooks";
import { runs } from "@/server/db/schema/runs";
import { sweepTrials } from "@/server/db/schema/sweeps";
import { endAttempt, leaseNext, queueJob } from "@/server/features/jobs/ledger";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { introduce } from "@/server/features/workers/registry";
import { workerFacts } from "@/server/testing/rights-secrets";
import {
  callerFor,
  createPerson,
  createTestApp,
  createWorkspace,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";

let app: TestApp;
let ana: TestPerson;
let bob: TestPerson;
let workspaceId: string;
let workspace: string;
let notebookId: string;

beforeAll(async () => {
  app = await createTestApp();
  ana = await createPerson(app);
  bob = await createPerson(app, "Bob");
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.db.delete(workers);
  await app.db.delete(jobs);
  ({ id: workspaceId, slug: workspace } = await createWorkspace(app, [
    [ana, "owner"],
    [bob, "viewer"],
  ]));
  const cells = [
    { id: "data", type: "ts" as const, source: "const data = 1;" },
    { id: "tune", type: "ts" as const, source: "await sweep({}, () => data, {});" },
  ];
  ({ id: notebookId } = await createNotebookWithCells(app, { workspaceId, title: "N", cells, userId: ana.userId }));
});

const device = { kind: "browser" as const, backend: "cpu" as const, adapter: "" };
const caller = (person: TestPerson = ana) => callerFor(app, person).sweeps;
const order = (change: Partial<SweepOrder> = {}, plan: Partial<SweepOrder["plan"]> = {}): SweepOrder => ({
  name: "tune",
  cellId: "tune",
  place: 0,
  trials: 4,
  minutes: null,
  parallel: 1,
  fresh: false,
  plan: {
    space: { x: { type: "uniform", min: 0, max: 1 } },
    method: "random",
    metric: "loss",
    goal: "minimize",
    halving: null,
    seed: 1,
    ...plan,
  },
  ...change,
});
const open = (change: Partial<SweepOrder> = {}, plan: Partial<SweepOrder["plan"]> = {}) =>
  caller().open({ workspace, notebookId, executionId: newId(), kernelSeed: 9, order: order(change, plan) });
const startRun = (trial: { sweepId: string; number: number; claim: string }) =>
  callerFor(app, ana).runs.start({ workspace, name: "tune", device, trial });

async function takeTrial(sweepId: string) {
  const { next, ...rest } = await caller().claim({ workspace, sweepId });
  return { claim: next!, trial: rest.state.trials[next!.number - 1]!, ...rest };
}
const finish = (sweepId: string, claim: { number: number; claim: string }, value: number) =>
  caller().end({ workspace, sweepId, ...claim, end: "finished", value, step: 1, reason: null });

describe("a sweep's record", () => {
  it("gives each trial to one kernel, however many ask at once, and is over when all have ended", async () => {
    const { sweepId } = await open({ trials: 12 });
    const taken = await Promise.all(Array.from({ length: 15 }, () => caller().claim({ workspace, sweepId })));
    const numbers = taken.flatMap(({ next }) => next?.number ?? []).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect((await caller().claim({ workspace, sweepId })).over).toBe(false);
    for (const { next } of taken) if (next) await finish(sweepId, next, next.number);
    const last = await caller().claim({ workspace, sweepId });
    expect(last).toMatchObject({ next: null, over: true });
    expect(last.state.trials.every(({ status }) => status === "finished")).toBe(true);
  });

  it("goes on for the same cell, plan and code, with the seed it began with, and begins anew for other code or on demand", async () => {
    const { sweepId } = await open();
    const { claim } = await takeTrial(sweepId);
    await finish(sweepId, claim, 0.5);
    await caller().close({ workspace, sweepId, status: "cancelled" });
    const again = await open({ trials: 6 }, { seed: 77 });
    expect(again).toEqual({ sweepId, seed: 1, role: "lead", waitsFor: null });
    expect((await takeTrial(sweepId)).claim.number).toBe(2);
    expect((await open({}, { method: "tpe" })).sweepId).not.toBe(sweepId);
    expect((await open({ place: 1 })).sweepId).not.toBe(sweepId);
    const fresh = await open({ fresh: true });
    expect(fresh.sweepId).not.toBe(sweepId);
    expect((await open()).sweepId).toBe(fresh.sweepId);
    await app.rooms.edit(notebookId, ana.userId, (doc) => getCell(doc, "data")?.text.insert(0, "// other\n"));
    expect((await open()).sweepId).not.toBe(fresh.sweepId);
  });

  it("begins no trial when its time budget is spent, lets those that run end, says so, and goes on with more time", async () => {
    const { sweepId } = await open({ minutes: 10 });
    const ago = (interval: string) => sql`now() - ${interval}::interval`;
    const ran = (number: number, span: { claimedAt: SQL; endedAt?: SQL }) =>
      app.db
        .update(sweepTrials)
        .set(span)
        .where(and(eq(sweepTrials.sweepId, sweepId), eq(sweepTrials.number, number)));
    const [first, second] = [await takeTrial(sweepId), await takeTrial(sweepId)];
    await startRun({ sweepId, ...second.claim });
    await finish(sweepId, first.claim, 0.5);
    // What lies between trials does not count: six minutes of a day ago, and five until now.
    await ran(1, { claimedAt: ago("24 hours"), endedAt: ago("23 hours 54 minutes") });
    await ran(2, { claimedAt: ago("5 minutes") });
    const endedBy = "time budget of 10 minutes";
    const none = await caller().claim({ workspace, sweepId });
    expect(none).toMatchObject({ next: null, over: false, state: { status: "running", endedBy } });
    await finish(sweepId, second.claim, 0.25);
    expect(await caller().claim({ workspace, sweepId })).toMatchObject({ next: null, over: true });
    expect(await caller().get({ workspace, sweepId })).toMatchObject({ status: "finished", endedBy, total: 4 });

    await open({ minutes: 10 });
    expect(await caller().claim({ workspace, sweepId })).toMatchObject({ next: null, over: true, state: { endedBy } });
    expect((await open({ minutes: 30 })).sweepId).toBe(sweepId);
    const more = await takeTrial(sweepId);
    expect([more.claim.number, more.state.endedBy]).toEqual([3, null]);
  });

  it("goes on when the cell says that it may go further, and begins anew when it says anything else", async () => {
    const write = (source: string) =>
      app.rooms.edit(notebookId, ana.userId, (doc) => {
        const text = getCell(doc, "tune")?.text;
        text?.delete(0, text.length);
        text?.insert(0, source);
      });
    await write('await sweep({ x: [1] }, () => data, { metric: "loss", trials: 4 });');
    const { sweepId } = await open();
    await write('await sweep({ x: [1] }, () => data, { metric: "loss", trials: 9, minutes: 5 });');
    expect((await open({ trials: 9, minutes: 5 })).sweepId).toBe(sweepId);
    await write('await sweep({ x: [1] }, () => data + 1, { metric: "loss", trials: 9, minutes: 5 });');
    expect((await open({ trials: 9, minutes: 5 })).sweepId).not.toBe(sweepId);
  });

  it("ties the run of a trial to it, only while the claim holds, and finds it by its sweep", async () => {
    const { sweepId } = await open();
    const { claim } = await takeTrial(sweepId);
    const { runId } = await startRun({ sweepId, ...claim });
    const found = await callerFor(app, ana).runs.list({ workspace, query: `sweepId = ${sweepId}` });
    expect(found.runs.map(({ id }) => id)).toEqual([runId]);
    expect(await callerFor(app, ana).runs.get({ workspace, runId })).toMatchObject({
      trial: { sweepId, number: 1, name: "tune", reason: null },
    });
    await finish(sweepId, claim, 1);
    await expect(startRun({ sweepId, ...claim })).rejects.toThrow("another kernel's by now");
    expect((await caller().get({ workspace, sweepId })).trials[0]).toMatchObject({ runId, value: 1, worker: null });
  });

  it("gives a trial whose kernel is gone to the next, and what the old one says counts no more", async () => {
    const { sweepId } = await open();
    const { claim, trial } = await takeTrial(sweepId);
    const { runId } = await startRun({ sweepId, ...claim });
    await app.db.update(runs).set({ status: "lost" }).where(eq(runs.id, runId));
    const taken = await takeTrial(sweepId);
    expect(taken.claim.number).toBe(1);
    expect(taken.claim.claim).not.toBe(claim.claim);
    expect(taken.trial).toMatchObject({ params: trial.params, seed: trial.seed, status: "running", runId: null });
    await finish(sweepId, claim, 99);
    expect(await caller().report({ workspace, sweepId, ...claim, step: 1, value: 1 })).toEqual({
      stop: "Another kernel runs this trial now.",
    });
    expect((await caller().get({ workspace, sweepId })).trials[0]).toMatchObject({ status: "running", value: null });
  });

  it("stops a bad trial, which stays stopped whatever its kernel says after", async () => {
    const { sweepId } = await open({ trials: 9 }, { halving: { minSteps: 1, factor: 3 } });
    const report = (claim: { number: number; claim: string }, value: number) =>
      caller().report({ workspace, sweepId, ...claim, step: 1, value });
    const [good, bad] = [await takeTrial(sweepId), await takeTrial(sweepId)];
    expect(await report(good.claim, 0.1)).toEqual({ stop: null });
    const { stop } = await report(bad.claim, 0.9);
    expect(stop).toBe("Stopped at step 1: loss 0.9 is not among the best 1 of 2 trials that came so far.");
    await finish(sweepId, bad.claim, 0);
    expect((await caller().get({ workspace, sweepId })).trials[1]).toMatchObject({
      status: "stopped",
      value: 0.9,
      reason: stop,
    });
  });

  it("answers who follows as soon as something has changed", async () => {
    const { sweepId } = await open();
    const { version } = await caller().get({ workspace, sweepId });
    const following = caller().follow({ workspace, sweepId, since: version });
    await takeTrial(sweepId);
    expect((await following).trials).toHaveLength(1);
    expect((await caller().follow({ workspace, sweepId, since: 0 })).trials).toHaveLength(1);
  });

  it("is seen by viewers, and changed by none of them", async () => {
    const { sweepId } = await open();
    expect(await caller(bob).get({ workspace, sweepId })).toMatchObject({
      name: "tune",
      status: "running",
      notebook: { id: notebookId, title: "N" },
      person: { name: "Ana" },
    });
    await expect(caller(bob).claim({ workspace, sweepId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(caller(bob).cancel({ workspace, sweepId })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("a sweep over workers", () => {
  const facts = { ...workerFacts, slots: 8 };
  const machine = async () => {
    const id = newId();
    await introduce(app, { tokenId: null, workspaceId: null }, { workerId: id, facts });
    return { id, workspaceId: null, facts };
  };

  it("queues the slice for workers, once, whoever opens it again, and says why none takes it where none is there", async () => {
    const { sweepId, waitsFor } = await open({ parallel: 3 });
    expect(waitsFor).toMatch(/^No worker is connected/);
    await machine();
    expect(await open({ parallel: 3 })).toMatchObject({ sweepId, waitsFor: null });
    expect(await caller().get({ workspace, sweepId })).toMatchObject({ jobs: 2 });
    const [job] = await app.db.select().from(jobs).where(eq(jobs.workspaceId, workspaceId));
    expect(job?.spec).toMatchObject({
      wanted: ["tune"],
      sweep: { id: sweepId },
      seed: 9,
      cells: [{ id: "data" }, { id: "tune" }],
    });
    expect(await callerFor(app, ana).jobs.list({ workspace, notebookId })).toEqual([]);
  });

  it("lets the kernel of such a job help, and takes its trial back when its attempt is lost", async () => {
    const worker = await machine();
    const { sweepId } = await open({ parallel: 2 });
    const lease = (await leaseNext(app, worker))!;
    const attempt = { id: lease.attemptId, jobId: lease.jobId, workspaceId, isShared: false };
    const job = callerFor(app, { ...ana, via: "attempt", attempt }).sweeps;
    const asked = { workspace, notebookId, executionId: newId(), kernelSeed: 9 };
    expect(await job.open({ ...asked, order: order({ parallel: 2 }, { seed: 5 }) })).toEqual({
      sweepId,
      seed: 1,
      role: "helper",
      waitsFor: null,
    });
    await expect(
      job.open({ ...asked, order: order({}, { space: { y: { type: "choice", options: [1] } } }) }),
    ).rejects.toThrow("asks for another sweep than where it began");
    const { next, state } = await job.claim({ workspace, sweepId });
    expect(state.trials[0]).toMatchObject({ worker: "worker", status: "running" });
    const { runId } = await callerFor(app, { ...ana, via: "attempt", attempt }).runs.start({
      workspace,
      name: "tune",
      device,
      trial: { sweepId, ...next! },
    });
    const following = caller().follow({ workspace, sweepId, since: state.version });
    await endAttempt(app, lease.attemptId, "lose", "gone");
    // At once, though no kernel is there that asks for a trial.
    expect((await following).trials).toMatchObject([{ number: 1, status: "waiting" }]);
    const all = await app.db.select({ id: runs.id, status: runs.status }).from(runs).where(eq(runs.sweepId, sweepId));
    expect(all).toEqual([{ id: runId, status: "lost" }]);
    expect((await takeTrial(sweepId)).claim.number).toBe(1);
  });

  it("goes on in the next attempt of the job that leads it, though it was to begin anew", async () => {
    const worker = await machine();
    const spec = {
      cells: [{ id: "tune", source: "x" }],
      wanted: ["tune"],
      notebook: [],
      seed: 0,
      backend: "auto" as const,
      datasets: {},
      packages: {},
    };
    const limits = { minutes: 1 };
    await queueJob(app, { workspaceId, notebookId, userId: ana.userId, spec, needs: { labels: [] }, limits });
    const lease = (await leaseNext(app, worker))!;
    const attempt = { id: lease.attemptId, jobId: lease.jobId, workspaceId, isShared: false };
    const job = callerFor(app, { ...ana, via: "attempt", attempt }).sweeps;
    const asked = { workspace, notebookId, executionId: newId(), kernelSeed: 0, order: order({ fresh: true }) };
    const first = await job.open(asked);
    expect(await job.open(asked)).toEqual(first);
  });

  it("is ended by the last who works for it, where its own kernel is gone; until then it says that nobody does", async () => {
    const { sweepId } = await open({ trials: 2 });
    const { claim } = await takeTrial(sweepId);
    await finish(sweepId, claim, 1);
    expect(await caller().get({ workspace, sweepId })).toMatchObject({ status: "running", interrupted: false });
    const executions = callerFor(app, ana).executions;
    const { sessionId } = await executions.openSession({ workspace, notebookId, device });
    const executionId = newId();
    await executions.begin({ workspace, notebookId, sessionId, executionId, cellId: "tune", code: "" });
    await caller().open({ workspace, notebookId, executionId, kernelSeed: 9, order: order({ trials: 2 }) });
    const other = await takeTrial(sweepId);
    expect(other.claim.number).toBe(2);
    await app.db.update(executionRows).set({ status: "lost" }).where(eq(executionRows.id, executionId));
    await startRun({ sweepId, ...other.claim });
    expect(await caller().get({ workspace, sweepId })).toMatchObject({ interrupted: false });
    await app.db.update(runs).set({ status: "lost" }).where(eq(runs.sweepId, sweepId));
    expect(await caller().get({ workspace, sweepId })).toMatchObject({ interrupted: true });
    const again = await takeTrial(sweepId);
    await finish(sweepId, again.claim, 2);
    expect(await caller().claim({ workspace, sweepId })).toMatchObject({ next: null, over: true });
    expect(await caller().get({ workspace, sweepId })).toMatchObject({ status: "finished", interrupted: false });
  });

  it("ends with all that works for it when a person cancels it, or its cell is stopped", async () => {
    await machine();
    const { sweepId } = await open({ parallel: 3 });
    const { claim } = await takeTrial(sweepId);
    const { runId } = await startRun({ sweepId, ...claim });
    expect(await caller().cancel({ workspace, sweepId })).toEqual({ cancelled: true });
    expect(await callerFor(app, ana).runs.get({ workspace, runId })).toMatchObject({ status: "cancelled" });
    expect(await caller().cancel({ workspace, sweepId })).toEqual({ cancelled: false });
    expect(await caller().get({ workspace, sweepId })).toMatchObject({
      status: "cancelled",
      jobs: 0,
      trials: [{ status: "waiting" }],
    });
    const ended = await app.db.select().from(jobs).where(eq(jobs.workspaceId, workspaceId));
    expect(ended.map(({ status, reason }) => `${status} ${reason}`)).toEqual(
      Array(2).fill("cancelled Cancelled by Ana."),
    );
    expect(await caller().report({ workspace, sweepId, ...claim, step: 1, value: 1 })).toEqual({
      stop: "The sweep has ended.",
    });
    expect(await caller().claim({ workspace, sweepId })).toMatchObject({ next: null, over: true });

    const executions = callerFor(app, ana).executions;
    const { sessionId } = await executions.openSession({ workspace, notebookId, device });
    const executionId = newId();
    await executions.begin({ workspace, notebookId, sessionId, executionId, cellId: "tune", code: "" });
    const led = await caller().open({
      workspace,
      notebookId,
      executionId,
      kernelSeed: 9,
      order: order({ parallel: 2 }),
    });
    expect(await caller().get({ workspace, sweepId: led.sweepId })).toMatchObject({ status: "running", jobs: 1 });
    await executions.end({ workspace, executionId, status: "cancelled" });
    expect(await caller().get({ workspace, sweepId: led.sweepId })).toMatchObject({ status: "cancelled", jobs: 0 });
  });
});
