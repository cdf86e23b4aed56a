import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { jobAttempts, jobs, workers } from "@/server/db/schema/jobs";
import { listJobs } from "@/server/features/jobs/job-details";
import { endAttempt, leaseNext, queueJob } from "@/server/features/jobs/ledger";
import { startLeaseKeeper } from "@/server/features/jobs/lease-keeper";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { sampleJob, workerFacts } from "@/server/testing/rights-secrets";
import { createPerson, createTestApp, createWorkspace, type TestApp, type TestPerson } from "@/server/testing/test-app";
import { forgetWorkers, introduce, listWorkers } from "./registry";

let app: TestApp;
let ana: TestPerson;
let workspaceId: string;
let notebookId: string;
beforeAll(async () => {
  app = await createTestApp();
  ana = await createPerson(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  ({ id: workspaceId } = await createWorkspace(app, [[ana, "owner"]]));
  const made = { workspaceId, title: "Digits", cells: [], userId: ana.userId };
  ({ id: notebookId } = await createNotebookWithCells(app, made));
  await app.db.delete(workers);
});

const id = "w".repeat(20);
const comes = (load?: { cpu: number; memory: number }) =>
  introduce(app, { tokenId: null, workspaceId: null }, { workerId: id, facts: { ...workerFacts, slots: 2 }, load });
const lease = async () => {
  await queueJob(app, { ...sampleJob, workspaceId, notebookId, userId: ana.userId });
  return (await leaseNext(app, { id, workspaceId: null, facts: workerFacts }))!;
};
const ago = (minutes: number) => sql`now() - ${minutes} * interval '1 minute'`;

it("tells how busy a worker was in the last hour, and what it is at", async () => {
  await comes({ cpu: 0.5, memory: 0.25 });
  await app.db.update(workers).set({ createdAt: ago(600) });
  const [old, over, running] = [await lease(), await lease(), await lease()];
  const set = (attemptId: string, values: object) =>
    app.db.update(jobAttempts).set(values).where(eq(jobAttempts.id, attemptId));
  await endAttempt(app, old.attemptId, "succeed", null);
  await set(old.attemptId, { createdAt: ago(300), endedAt: ago(200) });
  await endAttempt(app, over.attemptId, "succeed", null);
  await set(over.attemptId, { createdAt: ago(90), endedAt: ago(30) });
  await set(running.attemptId, { createdAt: ago(15) });
  const [worker] = await listWorkers(app, workspaceId);
  // 30 and 15 of 2 × 60 minutes.
  expect(worker?.busy).toBeCloseTo(0.375, 2);
  expect(worker).toMatchObject({
    ofServer: true,
    load: { cpu: 0.5, memory: 0.25 },
    jobs: [{ notebookId, title: "Digits", user: "Ana", jobId: running.jobId }],
  });
  const others = await createWorkspace(app, [[ana, "owner"]]);
  expect((await listWorkers(app, others.id))[0]?.jobs).toEqual([]);
});

it("forgets a worker that is gone for a day, and nothing of what it did", async () => {
  await comes();
  const { attemptId } = await lease();
  await endAttempt(app, attemptId, "succeed", null);
  expect(await forgetWorkers(app)).toBe(0);
  await app.db.update(workers).set({ seenAt: ago(25 * 60) });
  expect(await forgetWorkers(app)).toBe(1);
  expect(await listWorkers(app, workspaceId)).toEqual([]);
  expect(await listJobs(app, workspaceId, notebookId)).toMatchObject([{ status: "succeeded", worker: "worker" }]);
});

it("gives up an attempt whose worker is not heard of any more", async () => {
  await comes();
  const { attemptId, jobId } = await lease();
  await app.db
    .update(jobAttempts)
    .set({ leaseUntil: ago(1) })
    .where(eq(jobAttempts.id, attemptId));
  const stop = startLeaseKeeper(app, 20);
  const status = async () => (await app.db.select().from(jobs).where(eq(jobs.id, jobId)))[0]?.status;
  await expect.poll(status).toBe("queued");
  await stop();
});
