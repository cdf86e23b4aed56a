import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { jobAttempts, jobs, workers } from "@/server/db/schema/jobs";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { deleteNotebook } from "@/server/features/notebooks/manage-notebooks";
import { logPoints } from "@/server/features/runs/record-run";
import {
  callerFor,
  createPerson,
  createTestApp,
  createWorkspace,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";
import {
  cancelJob,
  endAttempt,
  leaseNext,
  type LeasingWorker,
  loseExpired,
  type NewJob,
  queueJob,
  renewLeases,
} from "./ledger";

let app: TestApp;
let ana: TestPerson;
let workspaceId: string;
let slug: string;
let notebookId: string;

beforeAll(async () => {
  app = await createTestApp();
  ana = await createPerson(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.db.delete(jobs);
  ({ id: workspaceId, slug } = await createWorkspace(app, [[ana, "owner"]]));
  const cells = [{ id: "c", type: "ts" as const }];
  ({ id: notebookId } = await createNotebookWithCells(app, { workspaceId, title: "N", cells, userId: ana.userId }));
});

const job = (change: Partial<NewJob> = {}): NewJob => ({
  workspaceId,
  notebookId,
  userId: ana.userId,
  spec: {
    cells: [{ id: "c", source: "1" }],
    wanted: ["c"],
    notebook: [],
    seed: 0,
    backend: "auto",
    datasets: {},
    packages: {},
  },
  needs: { labels: [] },
  limits: { minutes: 60 },
  ...change,
});

async function worker(facts: Partial<LeasingWorker["facts"]> = {}, of: string | null = null): Promise<LeasingWorker> {
  const all = {
    name: "w",
    version: "0",
    memoryGb: 8,
    cores: 2,
    labels: [],
    slots: 1,
    device: { kind: "server" as const, backend: "wasm" as const, adapter: "" },
  };
  const made = { id: newId(), workspaceId: of, facts: { ...all, ...facts } };
  await app.db
    .insert(workers)
    .values({ id: made.id, workspaceId: of, facts: { ...all, memoryGb: made.facts.memoryGb } });
  return made;
}

const statusOf = async (id: string) => (await app.db.select().from(jobs).where(eq(jobs.id, id)))[0];
const expire = (attemptId: string) =>
  app.db
    .update(jobAttempts)
    .set({ leaseUntil: sql`now() - interval '1 second'` })
    .where(eq(jobAttempts.id, attemptId));
const dueNow = () => app.db.update(jobs).set({ notBefore: sql`now()` });

describe("the runs of an attempt that ends", () => {
  const device = { kind: "server" as const, backend: "cpu" as const, adapter: "" };
  /** A run in a cell that the job needs and that nobody asked for: it belongs to no execution that is recorded. */
  async function begin() {
    await queueJob(app, job());
    const lease = (await leaseNext(app, await worker()))!;
    const attempt = { id: lease.attemptId, jobId: lease.jobId, workspaceId, isShared: false };
    const kernel = callerFor(app, { ...ana, via: "attempt", attempt }).runs;
    const [open, done] = [
      await kernel.start({ workspace: slug, name: "open", device }),
      await kernel.start({ workspace: slug, name: "done", device }),
    ];
    await kernel.finish({ workspace: slug, runId: done.runId });
    const status = async ({ runId }: { runId: string }) =>
      (await callerFor(app, ana).runs.get({ workspace: slug, runId })).status;
    return { lease, status: async () => [await status(open), await status(done)], kernel, open };
  }

  it.each([
    ["lose", "lost"],
    ["fail", "lost"],
    ["succeed", "lost"],
    ["cancel", "cancelled"],
  ] as const)("do not run on when it ends by %s: they are %s", async (event, status) => {
    const run = await begin();
    expect(await run.status()).toEqual(["running", "finished"]);
    await endAttempt(app, run.lease.attemptId, event, null);
    expect(await run.status()).toEqual([status, "finished"]);
  });

  it("are not taken up again by what it still sends, though its request came before its end", async () => {
    const { lease, status, open } = await begin();
    await endAttempt(app, lease.attemptId, "lose", null);
    const recording = { workspaceId, userId: ana.userId, runId: open.runId, jobId: lease.jobId };
    await expect(logPoints(app, recording, [{ key: "loss", step: 1, value: 1 }])).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await status()).toEqual(["lost", "finished"]);
  });
});

describe("a worker that asks for work", () => {
  it("gets the oldest of the most urgent jobs, each once", async () => {
    const [first, second] = [await queueJob(app, job()), await queueJob(app, job())];
    const urgent = await queueJob(app, job({ priority: 5 }));
    const w = await worker();
    const got = [await leaseNext(app, w), await leaseNext(app, w), await leaseNext(app, w)];
    expect(got.map((lease) => lease?.jobId)).toEqual([urgent, first, second]);
    expect(await leaseNext(app, w)).toBeNull();
    expect(new Set(got.map((lease) => lease?.token)).size).toBe(3);
  });

  it("gets only what it can do, and only of the workspace that its token is of", async () => {
    const gpu = await queueJob(app, job({ needs: { backend: "webgpu", labels: [] } }));
    const large = await queueJob(app, job({ needs: { memoryGb: 16, labels: ["lab"] } }));
    expect(await leaseNext(app, await worker())).toBeNull();
    const others = await createWorkspace(app, [[ana, "owner"]]);
    const facts = { name: "rack", memoryGb: 64, cores: 8, labels: ["lab"], device: { backend: "webgpu" as const } };
    expect(await leaseNext(app, await worker(facts, others.id))).toBeNull();
    const w = await worker(facts, workspaceId);
    expect([(await leaseNext(app, w))?.jobId, (await leaseNext(app, w))?.jobId]).toEqual([gpu, large]);
  });

  it("leaves a workspace that has as many under way as it may have, and takes another's", async () => {
    await callerFor(app, ana).people.workspace.updateSettings({
      workspace: slug,
      settings: { jobCaps: { running: 1 } },
    });
    await queueJob(app, job());
    await queueJob(app, job());
    const w = await worker();
    await leaseNext(app, w);
    expect(await leaseNext(app, w)).toBeNull();
    const [waiting] = await callerFor(app, ana).jobs.list({ workspace: slug, notebookId });
    expect(waiting?.waitsFor).toMatch(/runs 1 at once at most/);
    const other = await createWorkspace(app, [[ana, "owner"]]);
    const theirs = await queueJob(app, job({ workspaceId: other.id }));
    expect((await leaseNext(app, w))?.jobId).toBe(theirs);
  });

  it("gets no more time than its workspace gives to any job", async () => {
    await queueJob(app, job({ limits: { minutes: 90 } }));
    await callerFor(app, ana).people.workspace.updateSettings({
      workspace: slug,
      settings: { jobCaps: { minutes: 30 } },
    });
    expect((await leaseNext(app, await worker()))?.limits).toEqual({ minutes: 30 });
  });

  it("shares a thousand jobs with three others: each is recorded once, and none is lost", async () => {
    const ids = await Promise.all(Array.from({ length: 1000 }, () => queueJob(app, job())));
    const done: string[] = [];
    const race = async (w: LeasingWorker) => {
      for (let lease = await leaseNext(app, w); lease; lease = await leaseNext(app, w)) {
        expect(await endAttempt(app, lease.attemptId, "succeed", null)).toBe(true);
        done.push(lease.jobId);
      }
    };
    await Promise.all((await Promise.all([worker(), worker(), worker(), worker()])).map(race));
    expect(done.sort()).toEqual(ids.sort());
    const rows = await app.db.select({ status: jobs.status, attempts: jobs.attempts }).from(jobs);
    expect(new Set(rows.map(({ status, attempts }) => `${status} ${attempts}`))).toEqual(new Set(["succeeded 1"]));
  });
});

describe("an attempt", () => {
  it("lives as long as its worker is heard of, and is then tried again, later each time, until it is dead", async () => {
    const id = await queueJob(app, job({ maxAttempts: 2 }));
    const w = await worker();
    const lease = (await leaseNext(app, w))!;
    expect(await renewLeases(app, w.id, [lease.attemptId])).toEqual({ over: [] });
    expect(await loseExpired(app)).toBe(0);
    await expire(lease.attemptId);
    expect(await loseExpired(app)).toBe(1);
    expect(await statusOf(id)).toMatchObject({ status: "queued", attempts: 1, endedAt: null });
    expect(await leaseNext(app, w)).toBeNull();
    await dueNow();
    const again = (await leaseNext(app, w))!;
    expect(again).toMatchObject({ jobId: id, number: 2 });
    await expire(again.attemptId);
    await loseExpired(app);
    expect(await statusOf(id)).toMatchObject({ status: "dead", reason: "Its worker was not heard of any more." });
  });

  it("that is over changes nothing any more, and its worker is told to stop", async () => {
    const id = await queueJob(app, job());
    const [stale, fresh] = [await worker(), await worker()];
    const lost = (await leaseNext(app, stale))!;
    await expire(lost.attemptId);
    await loseExpired(app);
    await dueNow();
    const lease = (await leaseNext(app, fresh))!;
    expect(await renewLeases(app, stale.id, [lost.attemptId, lease.attemptId])).toEqual({
      over: [lost.attemptId, lease.attemptId],
    });
    for (const event of ["succeed", "fail", "lose", "cancel"] as const)
      expect(await endAttempt(app, lost.attemptId, event, "late")).toBe(false);
    expect(await statusOf(id)).toMatchObject({ status: "running", reason: null });
    expect(await endAttempt(app, lease.attemptId, "succeed", null)).toBe(true);
    expect(await endAttempt(app, lease.attemptId, "fail", "twice")).toBe(false);
    expect(await statusOf(id)).toMatchObject({ status: "succeeded", attempts: 2 });
  });

  it("ends once, whoever ends it at the same time", async () => {
    const w = await worker();
    for (let round = 0; round < 20; round++) {
      const id = await queueJob(app, job());
      const lease = (await leaseNext(app, w))!;
      const ends = await Promise.all([
        endAttempt(app, lease.attemptId, "succeed", null),
        endAttempt(app, lease.attemptId, "lose", "lost"),
        cancelJob(app, id, "no"),
      ]);
      expect(ends.filter(Boolean).length).toBeGreaterThanOrEqual(1);
      const [attempt] = await app.db.select().from(jobAttempts).where(eq(jobAttempts.id, lease.attemptId));
      expect(attempt?.status).not.toBe("running");
    }
  });
});

describe("a job that nobody wants any more", () => {
  it("leaves the queue, or ends where it runs, and is not tried again", async () => {
    const [waiting, running] = [await queueJob(app, job()), await queueJob(app, job({ priority: 1 }))];
    const lease = (await leaseNext(app, await worker()))!;
    expect(await cancelJob(app, waiting, "Cancelled by Ana.")).toBe(true);
    expect(await cancelJob(app, running, "Cancelled by Ana.")).toBe(true);
    expect(await cancelJob(app, running, "again")).toBe(false);
    for (const id of [waiting, running])
      expect(await statusOf(id)).toMatchObject({ status: "cancelled", reason: "Cancelled by Ana." });
    expect(await endAttempt(app, lease.attemptId, "succeed", null)).toBe(false);
  });
});

describe("a job that may not run any more", () => {
  const stateOf = async (id: string) => (await app.db.select().from(jobs).where(eq(jobs.id, id)))[0];

  it("of a deleted notebook ends, whether it waits or runs, and says why", async () => {
    const running = await queueJob(app, job());
    const lease = await leaseNext(app, await worker());
    const waiting = await queueJob(app, job());
    await deleteNotebook(app, workspaceId, notebookId, ana.userId);
    for (const id of [running, waiting])
      expect(await stateOf(id)).toMatchObject({
        status: "cancelled",
        reason: expect.stringMatching(/was deleted/) as string,
      });
    expect(await endAttempt(app, lease?.attemptId ?? "", "succeed", null)).toBe(false);
  });

  it("of a person who may run no more is not begun, and the next one is", async () => {
    const ben = await createPerson(app);
    const refused = await queueJob(app, job({ userId: ben.userId }));
    const next = await queueJob(app, job());
    expect((await leaseNext(app, await worker()))?.jobId).toBe(next);
    expect(await stateOf(refused)).toMatchObject({
      status: "cancelled",
      reason: expect.stringMatching(/may not run cells/) as string,
    });
  });
});
