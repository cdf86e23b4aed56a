import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Offer } from "@/lib/jobs/fit";
import type { JobNeeds, WorkerFacts } from "@/lib/protocol/job";
import { cancelJob, leaseNext, queueJob } from "@/server/features/jobs/ledger";
import { listJobs } from "@/server/features/jobs/job-details";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { introduce } from "@/server/features/workers/registry";
import { sampleJob, workerFacts } from "@/server/testing/rights-secrets";
import { createPerson, createTestApp, createWorkspace, type TestApp } from "@/server/testing/test-app";
import type { StartedWorker, WorkerDriver } from "./worker-driver";

/** Starts nothing but notes, and ends what it is told to. */
class NotedDriver implements WorkerDriver {
  readonly name = "noted";
  readonly outlivesServer = false;
  readonly started: { id: string; needs: JobNeeds; end: (why: string | null) => void }[] = [];
  refusal: Error | null = null;

  constructor(readonly offer: Offer | null = null) {}

  start(id: string, needs: JobNeeds): Promise<StartedWorker> {
    if (this.refusal) return Promise.reject(this.refusal);
    const ended = new Promise<string | null>((end) => this.started.push({ id, needs, end }));
    const own = this.started.at(-1);
    return Promise.resolve({ name: id, ended, stop: () => Promise.resolve(own?.end(null)) });
  }

  adopt() {
    return Promise.resolve(new Map<string, StartedWorker>());
  }
}

let app: TestApp;
let workspaceId: string;
let notebookId: string;
let userId: string;
beforeEach(async () => {
  app = await createTestApp();
  const ana = await createPerson(app);
  ({ userId } = ana);
  ({ id: workspaceId } = await createWorkspace(app, [[ana, "owner"]]));
  ({ id: notebookId } = await createNotebookWithCells(app, { workspaceId, title: "N", cells: [], userId }));
});
afterEach(() => app.close());

const queue = (needs: JobNeeds = { labels: [] }) =>
  queueJob(app, { ...sampleJob, workspaceId, notebookId, userId, needs });
const comes = (workerId: string, facts: Partial<WorkerFacts> = {}) =>
  introduce(app, { tokenId: null, workspaceId: null }, { workerId, facts: { ...workerFacts, ...facts } });
const whyWaits = async () => (await listJobs(app, workspaceId, notebookId))[0]?.waitsFor;

describe("a server that starts workers", () => {
  it("starts one when a job waits, one more only within its number, and another when that has ended", async () => {
    const driver = new NotedDriver();
    app.starter.begin(driver, 1);
    await queue();
    await expect.poll(() => driver.started.length).toBe(1);
    expect(await whyWaits()).toBeNull();
    await queue();
    await comes(driver.started[0]!.id);
    await queue();
    expect(app.starter.living).toBe(1);
    const [first] = driver.started;
    const lease = await leaseNext(app, { id: first!.id, workspaceId: null, facts: workerFacts });
    // It is known to be gone: nobody waits until it has not been heard of for long.
    first!.end(null);
    await expect.poll(() => driver.started.length).toBe(2);
    expect(app.starter.living).toBe(1);
    const found = (await listJobs(app, workspaceId, notebookId)).find(({ id }) => id === lease?.jobId);
    expect(found).toMatchObject({ status: "queued", reason: "Its worker has ended." });
  });

  it("leaves a job to a worker that is there and free", async () => {
    const driver = new NotedDriver();
    await comes("w".repeat(20));
    app.starter.begin(driver, 5);
    const first = await queue();
    const gpu: JobNeeds = { backend: "webgpu", labels: [] };
    await queue(gpu);
    await expect.poll(() => driver.started.map(({ needs }) => needs)).toEqual([gpu]);
    await cancelJob(app, first, "");
  });

  it("says why it could not start one, and what it has where that is never enough", async () => {
    const driver = new NotedDriver({ name: "here", memoryGb: 8, cores: 2, labels: [], device: {} });
    driver.refusal = new Error("bubblewrap is not installed.");
    app.starter.begin(driver, 1);
    await queue();
    await expect.poll(whyWaits).toBe("No worker could be started for this. bubblewrap is not installed.");
    await queue({ memoryGb: 16, labels: [] });
    expect(await whyWaits()).toMatch(/^No worker has what this asks for \(at least 16 GB\): here has 8 GB\./);
    expect(driver.started).toEqual([]);
  });

  it("starts no second one for what the first turned out not to have", async () => {
    const driver = new NotedDriver();
    app.starter.begin(driver, 5);
    await queue({ backend: "webgpu", labels: [] });
    await expect.poll(() => driver.started.length).toBe(1);
    await comes(driver.started[0]!.id);
    await queue();
    await expect.poll(whyWaits).toBeNull();
    const all = async () => (await listJobs(app, workspaceId, notebookId)).map(({ waitsFor }) => waitsFor);
    await expect
      .poll(async () => (await all())[1])
      .toMatch(/No worker has what this asks for \(webgpu\): worker runs on cpu/);
    expect(driver.started).toHaveLength(1);
  });

  it("stops what it has started when it stops itself", async () => {
    const driver = new NotedDriver();
    app.starter.begin(driver, 1);
    await queue();
    await expect.poll(() => driver.started.length).toBe(1);
    await app.starter.close();
    expect(app.starter.living).toBe(0);
  });
});
