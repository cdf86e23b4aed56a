import { afterEach, expect, it } from "vitest";
import { setSecret } from "@/server/features/secrets/secrets";
import { currentShared, sharedSessionsOf } from "@/server/features/shared-sessions/shared-sessions";
import type { TestPerson } from "@/server/testing/test-app";
import type { SharedCommand } from "@/lib/protocol/shared-session";
import { listCells } from "@/lib/notebook/doc";
import type { Sources } from "./testing/jobs";
import { setUpLab } from "./testing/lab";
import { facts } from "./testing/worker";

const lab = setUpLab("editor", "viewer");
const { as, startWorker } = lab;
const bo = () => lab.person(1);
const cleo = () => lab.person(2);
let notebookId: string;
afterEach(() => as().sharedSessions.close({ workspace: lab.workspace, notebookId }));

async function notebook(sources: Sources): Promise<void> {
  notebookId = await lab.notebook(sources);
}

const current = () => currentShared(lab.app, lab.workspaceId, notebookId);
const kernel = async () => (await current()).session?.state?.kernel.status;
const cell = async (id: string) => (await current()).session?.state?.cells.find((one) => one.id === id)?.freshness;
const give = (who: TestPerson, command: SharedCommand) =>
  as(who).sharedSessions.command({ workspace: lab.workspace, notebookId, command });
const run = (who: TestPerson, ...ids: string[]) => give(who, { type: "run", ids, sweep: false });
const isReady = () => expect.poll(kernel, { timeout: 60_000 }).toBe("ready");
const until = (id: string, state: string) => expect.poll(() => cell(id), { timeout: 60_000 }).toBe(state);

/** A session whose kernel is ready. */
async function session(sources: Record<string, string>): Promise<void> {
  await notebook(sources);
  await as().sharedSessions.open({ workspace: lab.workspace, notebookId });
  startWorker();
  await isReady();
}

const shown = (cellId: string) => lab.shown(notebookId, cellId);

const edit = (id: string, text: string) =>
  lab.app.rooms.edit(notebookId, bo().userId, (doc) => {
    const source = listCells(doc).find((one) => one.id === id)?.text;
    source?.delete(0, source.length);
    source?.insert(0, text);
  });

it("is one kernel for everyone who may edit, and records each cell in the name of who ran it", async () => {
  await session({ base: "const rate = 2;", twice: "rate * 21" });
  await run(lab.ana, "base");
  await until("base", "fresh");
  await run(bo(), "twice");
  await until("twice", "fresh");
  await expect.poll(() => shown("twice")).toContain("42");
  const rows = await lab.executions(notebookId);
  expect(rows.map(({ cellId, userId }) => [cellId, userId]).sort()).toEqual([
    ["base", lab.ana.userId],
    ["twice", bo().userId],
  ]);
  const sessionId = () => current().then((now) => now.session?.state?.recordedIn);
  await expect.poll(sessionId).toBe(rows[0]?.sessionId);
});

it("runs what stands in the document, and knows what an edit makes stale", async () => {
  await session({ base: "const rate = 2;", twice: "rate * 21" });
  await run(lab.ana, "twice");
  await until("twice", "fresh");
  await edit("base", "const rate = 3;");
  await until("twice", "stale");
  await run(bo(), "twice");
  await expect.poll(() => shown("twice")).toContain("63");
});

it("stops a cell that never ends for whoever asks, and answers what values hold", async () => {
  await session({ loop: "for (;;) {}", table: "const deep = { a: { b: { c: { d: { e: 1 } } } } };" });
  await run(lab.ana, "loop");
  await expect.poll(kernel).toBe("busy");
  await give(bo(), { type: "interrupt" });
  await isReady();
  await run(lab.ana, "table");
  await until("table", "fresh");
  const asked = { workspace: lab.workspace, notebookId, name: "variables", input: {} };
  expect((await as(bo()).sharedSessions.view(asked)).value).toMatchObject({
    variables: [{ name: "deep", cellId: "table" }],
  });
});

it("is open to look at for viewers, and to nothing else", async () => {
  await session({ one: "1" });
  const viewer = as(cleo()).sharedSessions;
  for await (const { session: seen } of await viewer.watch({ workspace: lab.workspace, notebookId })) {
    expect(seen).toMatchObject({
      worker: "lab",
      startedBy: { id: lab.ana.userId },
      state: { kernel: { status: "ready" } },
    });
    break;
  }
  await expect(run(cleo(), "one")).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(viewer.close({ workspace: lab.workspace, notebookId })).rejects.toMatchObject({ code: "FORBIDDEN" });
});

it("is one at a time: who opens it again is in the same, and it says what it waits for", async () => {
  await notebook({ one: "1" });
  const first = await as().sharedSessions.open({ workspace: lab.workspace, notebookId });
  const second = await as(bo()).sharedSessions.open({ workspace: lab.workspace, notebookId });
  expect(second.jobId).toBe(first.jobId);
  expect(first.waitsFor).toMatch(/No worker is connected/);
  await expect(run(lab.ana, "one")).rejects.toThrow(/No worker is connected/);
});

it("takes no job's place on its worker, nor another's", async () => {
  await session({ one: "1" });
  const { jobId } = await as(bo()).jobs.dispatch({ workspace: lab.workspace, notebookId, cellIds: ["one"] });
  await lab.until(jobId, "succeeded");
  expect(await kernel()).toBe("ready");
});

it("ends by itself once nobody has used it for its time, not while a cell runs, and says so", async () => {
  await session({ long: "await new Promise((done) => setTimeout(done, 60_000));" });
  const inAnHour = () => sharedSessionsOf(lab.app).endIdle(Date.now() + 60 * 60_000);
  await run(bo(), "long");
  await expect.poll(kernel).toBe("busy");
  await inAnHour();
  expect(await kernel()).toBe("busy");
  await give(lab.ana, { type: "interrupt" });
  await isReady();
  await sharedSessionsOf(lab.app).endIdle(Date.now());
  expect(await kernel()).toBe("ready");
  await inAnHour();
  expect(await current()).toMatchObject({ session: null, ended: { reason: "Nobody used it for 30 min." } });
});

it("begins anew on another worker when its own is lost, without the values, and says so", async () => {
  await notebook({ base: "const rate = 2;" });
  await as().sharedSessions.open({ workspace: lab.workspace, notebookId });
  const first = startWorker({ facts: { ...facts, name: "first" } });
  await isReady();
  await run(lab.ana, "base");
  await until("base", "fresh");
  await first.stop();
  startWorker({ facts: { ...facts, name: "second" } });
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
  await setSecret(lab.app, lab.workspaceId, lab.ana.userId, { ...secret, name: "OWNERS", role: "owner" });
  await setSecret(lab.app, lab.workspaceId, lab.ana.userId, { ...secret, name: "EDITORS", role: "editor" });
  await as().sharedSessions.open({ workspace: lab.workspace, notebookId });
  startWorker();
  await isReady();
  await run(lab.ana, "owners", "all");
  await until("owners", "failed");
  await expect.poll(() => shown("owners")).toContain("a shared session is everyone's");
  await until("all", "fresh");
  await expect.poll(() => shown("all")).toContain("18");
});
