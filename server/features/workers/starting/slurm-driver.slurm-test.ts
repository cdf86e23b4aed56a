import { execFileSync } from "node:child_process";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import type { JobNeeds } from "@/lib/protocol/job";
import { jobs, workers } from "@/server/db/schema/jobs";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { callerFor, createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import { ownWorkerToken } from "../worker-tokens";
import { SlurmDriver } from "./slurm-driver";
import { startSlurm, type TestSlurm } from "./testing-slurm";

let slurm: TestSlurm;
let server: TestServer;
let ana: TestPerson;
beforeAll(async () => {
  slurm = await startSlurm();
  server = await createTestServer();
  ana = await createPerson(server.app);
}, 120_000);
afterAll(async () => {
  await server.close();
  await slurm.close();
});

const driver = (idleMs = 60_000) => {
  const { log, env } = server.app;
  const token = ownWorkerToken(server.app);
  return new SlurmDriver({ url: server.url, token, log, dataDir: env.QUIRE_DATA, options: [], idleMs, lookMs: 200 });
};
const needs = (change: Partial<JobNeeds> = {}): JobNeeds => ({ labels: [], memoryGb: 1, ...change });
const slurmJob = (name: string) =>
  execFileSync("scontrol", ["show", "job", /\d+/.exec(name)?.[0] ?? "", "--oneliner"], { encoding: "utf8" });
const rowOf = async (id: string) => (await server.app.db.select().from(workers).where(eq(workers.id, id)))[0];

it("a job that waits brings up a worker by sbatch with what it asks for, which runs it and ends when idle", async () => {
  server.app.starter.begin(driver(500), 1);
  const { id: workspaceId, slug: workspace } = await createWorkspace(server.app, [[ana, "owner"]]);
  const made = {
    workspaceId,
    title: "N",
    cells: [{ id: "a", type: "ts" as const, source: "6 * 7" }],
    userId: ana.userId,
  };
  const { id: notebookId } = await createNotebookWithCells(server.app, made);
  const asked = needs({ memoryGb: 1.5, cores: 2, labels: ["lab"] });
  const { jobId, waitsFor } = await callerFor(server.app, ana).jobs.dispatch({
    workspace,
    notebookId,
    cellIds: ["a"],
    needs: asked,
  });
  expect(waitsFor).toBeNull();
  const status = async () => (await server.app.db.select().from(jobs).where(eq(jobs.id, jobId)))[0]?.status;
  await expect.poll(status, { timeout: 50_000 }).toBe("succeeded");
  const [worker] = await server.app.db.select().from(workers);
  expect(worker?.facts).toMatchObject({ memoryGb: 1.5, cores: 2, labels: ["lab"] });
  await expect.poll(() => server.app.starter.living, { timeout: 30_000 }).toBe(0);
});

it("says in Slurm's words what Slurm will never have", async () => {
  await expect(driver().start(newId(), needs({ memoryGb: 90_000 }))).rejects.toThrow(
    /Slurm refused it: .*memory|configuration/i,
  );
  await expect(driver().start(newId(), needs({ labels: ["a100"] }))).rejects.toThrow(/Slurm refused it: .*feature/i);
});

it("follows what it has started, finds it again after a new start of the server, and cancels it", async () => {
  const id = newId();
  const started = await driver().start(id, needs());
  await expect.poll(async () => (await rowOf(id)) !== undefined, { timeout: 50_000 }).toBe(true);
  expect(slurmJob(started.name)).toMatch(/JobState=RUNNING/);
  expect(slurmJob(started.name)).not.toContain(ownWorkerToken(server.app));
  const adopted = await driver().adopt();
  expect([...adopted.keys()]).toEqual([id]);
  await adopted.get(id)?.stop();
  expect(await started.ended).toBeNull();
  expect(slurmJob(started.name)).toMatch(/JobState=(CANCELLED|COMPLETED)/);
});

it("says why one that it has started came to nothing", async () => {
  const { log, env } = server.app;
  const options = { url: server.url, token: "quire_wrk_none", log, dataDir: env.QUIRE_DATA, options: [], lookMs: 200 };
  const started = await new SlurmDriver(options).start(newId(), needs());
  expect(await started.ended).toMatch(/^Slurm job \d+ ended as FAILED\. .*Send a worker token/s);
});
