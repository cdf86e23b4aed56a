import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { jobs } from "@/server/db/schema/jobs";
import { executionChunks, executions } from "@/server/db/schema/notebooks";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { setSecret } from "@/server/features/secrets/secrets";
import { currentShared, sharedSessionsOf } from "@/server/features/shared-sessions/shared-sessions";
import { createWorkerToken } from "@/server/features/workers/worker-tokens";
import { callerFor, createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import type { SharedCommand } from "@/lib/protocol/shared-session";
import { listCells } from "@/lib/notebook/doc";
import { kernelTransport } from "../kernel-transport";
import { Worker } from "./worker";

let server: TestServer;
let ana: TestPerson;
let bo: TestPerson;
let cleo: TestPerson;
let workspace: string;
let workspaceId: string;
let token: string;
let notebookId: string;
const open: { stop: AbortController; done: Promise<unknown> }[] = [];

beforeAll(async () => {
  server = await createTestServer();
  [ana, bo, cleo] = [await createPerson(server.app), await createPerson(server.app), await createPerson(server.app)];
});
afterAll(() => server.close());
beforeEach(async () => {
  ({ slug: workspace, id: workspaceId } = await createWorkspace(server.app, [
    [ana, "owner"],
    [bo, "editor"],
    [cleo, "viewer"],
  ]));
  ({ token } = await createWorkerToken(server.app, workspaceId, ana.userId, "lab"));
});
afterEach(async () => {
  await callerFor(server.app, ana).sharedSessions.close({ workspace, notebookId });
  for (const { stop } of open) stop.abort();
  await Promise.allSettled(open.splice(0).map(({ done }) => done));
});

const facts = {
  name: "lab",
  version: "0",
  memoryGb: 8,
  cores: 2,
  labels: [],
  slots: 1,
  device: { kind: "server" as const, backend: "wasm" as const, adapter: "" },
};

function startWorker(name = "lab") {
  const createTransport = kernelTransport;
  const worker = new Worker({
    url: server.url,
    token,
    facts: { ...facts, name },
    createTransport,
    say: () => undefined,
  });
  const stop = new AbortController();
  const done = worker.run(stop.signal);
  open.push({ stop, done });
  return { stop, done };
}

async function notebook(sources: Record<string, string>): Promise<void> {
  const cells = Object.entries(sources).map(([id, source]) => ({ id, type: "ts" as const, source }));
  ({ id: notebookId } = await createNotebookWithCells(server.app, {
    workspaceId,
    title: "N",
    cells,
    userId: ana.userId,
  }));
}

const current = () => currentShared(server.app, workspaceId, notebookId);
const kernel = async () => (await current()).session?.state?.kernel.status;
const cell = async (id: string) => (await current()).session?.state?.cells.find((one) => one.id === id)?.freshness;
const give = (who: TestPerson, command: SharedCommand) =>
  callerFor(server.app, who).sharedSessions.command({ workspace, notebookId, command });
const run = (who: TestPerson, ...ids: string[]) => give(who, { type: "run", ids, sweep: false });
const isReady = () => expect.poll(kernel, { timeout: 60_000 }).toBe("ready");
const until = (id: string, state: string) => expect.poll(() => cell(id), { timeout: 60_000 }).toBe(state);

/** A session whose kernel is ready. */
async function session(sources: Record<string, string>): Promise<void> {
  await notebook(sources);
  await callerFor(server.app, ana).sharedSessions.open({ workspace, notebookId });
  startWorker();
  await isReady();
}

async function shown(cellId: string): Promise<string> {
  const rows = await server.app.db
    .select({ json: executionChunks.chunk })
    .from(executionChunks)
    .innerJoin(executions, eq(executions.id, executionChunks.executionId))
    .where(eq(executions.cellId, cellId));
  return JSON.stringify(rows);
}

const edit = (id: string, text: string) =>
  server.app.rooms.edit(notebookId, bo.userId, (doc) => {
    const source = listCells(doc).find((one) => one.id === id)?.text;
    source?.delete(0, source.length);
    source?.insert(0, text);
  });

it("is one kernel for everyone who may edit, and records each cell in the name of who ran it", async () => {
  await session({ base: "const rate = 2;", twice: "rate * 21" });
  await run(ana, "base");
  await until("base", "fresh");
  await run(bo, "twice");
  await until("twice", "fresh");
  await expect.poll(() => shown("twice")).toContain("42");
  const rows = await server.app.db.select().from(executions).where(eq(executions.notebookId, notebookId));
  expect(rows.map(({ cellId, userId }) => [cellId, userId]).sort()).toEqual([
    ["base", ana.userId],
    ["twice", bo.userId],
  ]);
  const sessionId = () => current().then((now) => now.session?.state?.recordedIn);
  await expect.poll(sessionId).toBe(rows[0]?.sessionId);
});

it("runs what stands in the document, and knows what an edit makes stale", async () => {
  await session({ base: "const rate = 2;", twice: "rate * 21" });
  await run(ana, "twice");
  await until("twice", "fresh");
  await edit("base", "const rate = 3;");
  await until("twice", "stale");
  await run(bo, "twice");
  await expect.poll(() => shown("twice")).toContain("63");
});

it("stops a cell that never ends for whoever asks, and answers what values hold", async () => {
  await session({ loop: "for (;;) {}", table: "const deep = { a: { b: { c: { d: { e: 1 } } } } };" });
  await run(ana, "loop");
  await expect.poll(kernel).toBe("busy");
  await give(bo, { type: "interrupt" });
  await isReady();
  await run(ana, "table");
  await until("table", "fresh");
  const asked = { workspace, notebookId, name: "variables", input: {} };
  expect((await callerFor(server.app, bo).sharedSessions.view(asked)).value).toMatchObject({
    variables: [{ name: "deep", cellId: "table" }],
  });
});

it("is open to look at for viewers, and to nothing else", async () => {
  await session({ one: "1" });
  const viewer = callerFor(server.app, cleo).sharedSessions;
  for await (const { session: seen } of await viewer.watch({ workspace, notebookId })) {
    expect(seen).toMatchObject({
      worker: "lab",
      startedBy: { id: ana.userId },
      state: { kernel: { status: "ready" } },
    });
    break;
  }
  await expect(run(cleo, "one")).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(viewer.close({ workspace, notebookId })).rejects.toMatchObject({ code: "FORBIDDEN" });
});

it("is one at a time: who opens it again is in the same, and it says what it waits for", async () => {
  await notebook({ one: "1" });
  const first = await callerFor(server.app, ana).sharedSessions.open({ workspace, notebookId });
  const second = await callerFor(server.app, bo).sharedSessions.open({ workspace, notebookId });
  expect(second.jobId).toBe(first.jobId);
  expect(first.waitsFor).toMatch(/No worker is connected/);
  await expect(run(ana, "one")).rejects.toThrow(/No worker is connected/);
});

it("takes no job's place on its worker, nor another's", async () => {
  await session({ one: "1" });
  const { jobId } = await callerFor(server.app, bo).jobs.dispatch({ workspace, notebookId, cellIds: ["one"] });
  const status = async () => (await server.app.db.select().from(jobs).where(eq(jobs.id, jobId)))[0]?.status;
  await expect.poll(status, { timeout: 30_000 }).toBe("succeeded");
  expect(await kernel()).toBe("ready");
});

it("ends by itself once nobody has used it for its time, not while a cell runs, and says so", async () => {
  await session({ long: "await new Promise((done) => setTimeout(done, 60_000));" });
  const inAnHour = () => sharedSessionsOf(server.app).endIdle(Date.now() + 60 * 60_000);
  await run(bo, "long");
  await expect.poll(kernel).toBe("busy");
  await inAnHour();
  expect(await kernel()).toBe("busy");
  await give(ana, { type: "interrupt" });
  await isReady();
  await sharedSessionsOf(server.app).endIdle(Date.now());
  expect(await kernel()).toBe("ready");
  await inAnHour();
  expect(await current()).toMatchObject({ session: null, ended: { reason: "Nobody used it for 30 min." } });
});

it("begins anew on another worker when its own is lost, without the values, and says so", async () => {
  await notebook({ base: "const rate = 2;" });
  await callerFor(server.app, ana).sharedSessions.open({ workspace, notebookId });
  const first = startWorker("first");
  await isReady();
  await run(ana, "base");
  await until("base", "fresh");
  first.stop.abort();
  await first.done;
  startWorker("second");
  await expect.poll(() => current().then((now) => now.session?.worker), { timeout: 30_000 }).toBe("second");
  await isReady();
  expect((await current()).session).toMatchObject({ beganAnew: true, state: { cells: [] } });
});

it("gets no secret that is not everyone's who may run cells", async () => {
  const secret = { value: "s3cr3t-value-of-it", notebookIds: null, userIds: [] };
  await notebook({
    all: 'import { secrets } from "quire";\n(await secrets.get("EDITORS")).length',
    owners: 'await secrets.get("OWNERS")',
  });
  await setSecret(server.app, workspaceId, ana.userId, { ...secret, name: "OWNERS", role: "owner" });
  await setSecret(server.app, workspaceId, ana.userId, { ...secret, name: "EDITORS", role: "editor" });
  await callerFor(server.app, ana).sharedSessions.open({ workspace, notebookId });
  startWorker();
  await isReady();
  await run(ana, "owners", "all");
  await until("owners", "failed");
  await expect.poll(() => shown("owners")).toContain("a shared session is everyone's");
  await until("all", "fresh");
  await expect.poll(() => shown("all")).toContain("18");
});
