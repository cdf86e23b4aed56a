import { readFileSync } from "node:fs";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { jobs } from "@/server/db/schema/jobs";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { callerFor, createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import { ownWorkerToken } from "../worker-tokens";
import { LocalDriver } from "./local-driver";

let server: TestServer;
let ana: TestPerson;
beforeAll(async () => {
  server = await createTestServer();
  ana = await createPerson(server.app);
});
afterAll(() => server.close());

const driver = (idleMs: number, token = ownWorkerToken(server.app)) =>
  new LocalDriver({ url: server.url, token, log: server.app.log, idleMs });

async function dispatch(source: string) {
  const { id: workspaceId, slug: workspace } = await createWorkspace(server.app, [[ana, "owner"]]);
  const made = { workspaceId, title: "N", cells: [{ id: "a", type: "ts" as const, source }], userId: ana.userId };
  const { id: notebookId } = await createNotebookWithCells(server.app, made);
  return callerFor(server.app, ana).jobs.dispatch({ workspace, notebookId, cellIds: ["a"] });
}
const job = async (id: string) => (await server.app.db.select().from(jobs).where(eq(jobs.id, id)))[0];

it("a worker comes when a job waits, works for every workspace, locked up, and ends when it has nothing to do", async () => {
  server.app.starter.begin(driver(500), 1);
  const [first, second] = [
    await dispatch(`import { readFileSync } from "node:fs";\nreadFileSync("/etc/passwd", "utf8")`),
    await dispatch("20 + 22"),
  ];
  expect([first.waitsFor, second.waitsFor]).toEqual([null, null]);
  await expect.poll(async () => (await job(second.jobId))?.status, { timeout: 40_000 }).toBe("succeeded");
  expect(await job(first.jobId)).toMatchObject({
    status: "failed",
    reason: expect.stringMatching(/ENOENT|node:fs/) as string,
  });
  await expect.poll(() => server.app.starter.living, { timeout: 40_000 }).toBe(0);
});

it("a worker that may not work says why", async () => {
  const started = await driver(1000, "quire_wrk_none").start(newId());
  expect(await started.ended).toMatch(/Send a worker token/);
});

it("a worker ends when it is told to", async () => {
  const started = await driver(60_000).start(newId());
  const pid = Number(/\d+/.exec(started.name)?.[0]);
  expect(readFileSync(`/proc/${pid}/cmdline`, "utf8")).not.toContain(ownWorkerToken(server.app));
  await started.stop();
  expect(await started.ended).toBeNull();
});
