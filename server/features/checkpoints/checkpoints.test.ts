import { rm, truncate } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createQuireClient } from "@/client/client";
import { readSources } from "@/lib/notebook/doc";
import type { NewCheckpoint } from "@/lib/protocol/checkpoint";
import { sweepBlobs } from "@/server/blobs/sweep";
import { checkpointBlobs, checkpoints } from "@/server/db/schema/checkpoints";
import { jobAttempts, jobs } from "@/server/db/schema/jobs";
import { leaseNext, loseExpired, queueJob } from "@/server/features/jobs/ledger";
import { sessionsOf } from "@/server/features/executions/live-sessions";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { createToken } from "@/server/features/people/tokens";
import { introduce } from "@/server/features/workers/registry";
import { sampleJob, workerFacts } from "@/server/testing/rights-secrets";
import { callerFor, createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import { newId } from "@/lib/ids";

let server: TestServer;
let ana: TestPerson;
let workspace: string;
let workspaceId: string;
let notebookId: string;

beforeAll(async () => {
  server = await createTestServer();
  ana = await createPerson(server.app);
});
afterAll(() => server.close());
beforeEach(async () => {
  ({ slug: workspace, id: workspaceId } = await createWorkspace(server.app, [[ana, "owner"]]));
  const cells = [{ id: "c", type: "ts" as const, source: "1" }];
  ({ id: notebookId } = await createNotebookWithCells(server.app, {
    workspaceId,
    title: "N",
    cells,
    userId: ana.userId,
  }));
});

const device = { kind: "server" as const, backend: "cpu" as const, adapter: "" };
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
type Client = ReturnType<typeof createQuireClient>;

/** Someone's kernel, with a token. */
function kernel(token: string) {
  const api: Client = createQuireClient({ url: server.url, token });
  const headers = { authorization: `Bearer ${token}` };
  const put = async (text: string) => {
    const response = await fetch(`${server.url}/checkpoints/${workspace}`, { method: "POST", body: text, headers });
    expect(response.status, await response.clone().text()).toBe(201);
    return hashOf(text);
  };
  const get = async (hash: string) => {
    const response = await fetch(`${server.url}/checkpoints/${workspace}/${hash}`, { headers });
    return [response.status, await response.text()];
  };
  const keep = async (texts: string[], change: Partial<NewCheckpoint> = {}) => {
    const parts: string[] = [];
    for (const text of texts) parts.push(await put(text));
    const facts = { runId: null, name: "cell c", epoch: null, metrics: {}, marks: {}, keep: { last: 2, best: null } };
    return api.checkpoints.keep.mutate({ workspace, notebookId, manifest: parts[0]!, parts, ...facts, ...change });
  };
  const find = async (place: { runId: string | null; name: string } = { runId: null, name: "cell c" }) =>
    (await api.checkpoints.find.query({ workspace, notebookId, ...place })).found;
  const start = () =>
    api.runs.start.mutate({
      workspace,
      name: "digits",
      params: { lr: 1 },
      seed: 7,
      device,
      source: { notebookId, executionId: newId(), cellId: "c", cells: [], kernelSeed: 7 },
    });
  const log = (runId: string, ...steps: number[]) =>
    api.runs.log.mutate({ workspace, runId, points: steps.map((step) => ({ key: "loss", step, value: step / 10 })) });
  return { api, put, get, keep, find, start, log };
}

async function ofPerson() {
  const { token } = await createToken(server.app, ana.userId, { name: newId(), scopes: ["write"], days: null });
  return kernel(token);
}

const work = { id: "", workspaceId: null, facts: workerFacts };
/** The next attempt of the job, made if there is none. */
async function attempt(jobId?: string) {
  const { userId } = ana;
  const id = jobId ?? (await queueJob(server.app, { ...sampleJob, workspaceId, notebookId, userId }));
  work.id ||= newId();
  await introduce(server.app, { tokenId: null, workspaceId: null }, { workerId: work.id, facts: workerFacts });
  await server.app.db
    .update(jobs)
    .set({ notBefore: sql`now()` })
    .where(eq(jobs.id, id));
  const lease = await leaseNext(server.app, work);
  expect(lease?.jobId).toBe(id);
  return { jobId: id, attemptId: lease!.attemptId, ...kernel(lease!.token) };
}
async function lose({ attemptId }: { attemptId: string }) {
  await server.app.db
    .update(jobAttempts)
    .set({ leaseUntil: sql`now() - interval '1 second'` })
    .where(eq(jobAttempts.id, attemptId));
  await loseExpired(server.app);
}
const curve = async (runId: string) =>
  (await callerFor(server.app, ana).runs.metrics({ workspace, runIds: [runId] })).flatMap(({ points }) =>
    points.map(({ step }) => step),
  );
const file = (hash: string) => join(server.app.env.QUIRE_DATA, "blobs", hash.slice(0, 2), hash.slice(2, 4), hash);

describe("a checkpoint", () => {
  it("is kept once all of its parts are there, and found by its person, in its notebook", async () => {
    const mine = await ofPerson();
    const cut = { manifest: hashOf("never sent"), parts: [await mine.put("sent")] };
    await expect(mine.keep([], cut)).rejects.toThrow(/cut short: 1 of its 2 parts did not arrive/);
    expect(await mine.find()).toEqual([]);
    await mine.keep(["manifest", "weights"]);
    expect(await mine.find()).toMatchObject([{ manifest: hashOf("manifest"), epoch: null, marks: {} }]);
    expect(await mine.find({ runId: null, name: "other" })).toEqual([]);
    expect(await mine.get(hashOf("weights"))).toEqual([200, "weights"]);
    expect(
      await mine.api.checkpoints.missing.mutate({ workspace, hashes: [hashOf("weights"), hashOf("new")] }),
    ).toEqual({ missing: [hashOf("new")] });
    const bo = await createPerson(server.app);
    const theirs = await createWorkspace(server.app, [[bo, "owner"]]);
    await expect(
      callerFor(server.app, bo).checkpoints.find({ workspace: theirs.slug, notebookId, runId: null, name: "cell c" }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("stays by the rule: the last ones, and the best", async () => {
    const mine = await ofPerson();
    const { runId } = await mine.start();
    const losses = [0.5, 0.2, 0.9, 0.2, 0.7, 0.6];
    for (const [epoch, loss] of losses.entries())
      await mine.keep([`m${epoch}`, "frozen"], {
        runId,
        name: "fit 0",
        epoch: epoch + 1,
        metrics: { loss },
        keep: { last: 2, best: { metric: "loss", mode: "min" } },
      });
    expect((await mine.find({ runId, name: "fit 0" })).map(({ epoch }) => epoch)).toEqual([6, 5, 2]);
  });

  it("costs nothing where nothing has changed, and gives its room back a day after the last use", async () => {
    const mine = await ofPerson();
    const before = (await sweepBlobs(server.app, Date.now())).seen;
    for (const epoch of [1, 2, 3]) await mine.keep([`manifest ${epoch} ${workspaceId}`, `frozen ${workspaceId}`]);
    expect((await sweepBlobs(server.app, Date.now())).seen).toBe(before + 4);
    const tomorrow = Date.now() + 25 * 60 * 60 * 1000;
    await sweepBlobs(server.app, tomorrow);
    expect(await mine.get(hashOf(`manifest 1 ${workspaceId}`))).toMatchObject([404, expect.any(String)]);
    expect(await mine.get(hashOf(`frozen ${workspaceId}`))).toEqual([200, `frozen ${workspaceId}`]);
    await server.app.db.delete(checkpoints);
    await sweepBlobs(server.app, tomorrow);
    expect(
      await server.app.db.select().from(checkpointBlobs).where(eq(checkpointBlobs.workspaceId, workspaceId)),
    ).toEqual([]);
    expect(await server.app.blobs.has(hashOf(`frozen ${workspaceId}`))).toBe(false);
  });

  it("that was damaged in the store is not handed out, and is sent again when it is needed", async () => {
    const mine = await ofPerson();
    const [text, other] = [`weights ${newId()}`, `other ${newId()}`];
    const id = (await mine.keep([text, other])).id;
    await truncate(file(hashOf(text)), 3);
    await rm(file(hashOf(other)));
    expect(await mine.get(hashOf(text))).toMatchObject([422, expect.stringMatching(/damaged/)]);
    expect((await mine.api.checkpoints.missing.mutate({ workspace, hashes: [hashOf(other)] })).missing).toEqual([
      hashOf(other),
    ]);
    await mine.api.checkpoints.discard.mutate({ workspace, checkpointId: id });
    expect(await mine.find()).toEqual([]);
  });
});

it("those who look at a job learn of its first checkpoint, by which its run may go on elsewhere", async () => {
  const kernel = await attempt();
  const { runId } = await kernel.start();
  const told: unknown[] = [];
  const end = new AbortController();
  const events = server.app.events.subscribe("job", notebookId, end.signal);
  const listening = (async () => {
    for await (const event of events) told.push(event);
  })();
  const keep = (epoch: number) =>
    kernel.keep([`at ${epoch} ${runId}`], { runId, name: "fit 0", epoch, marks: { [runId]: { loss: epoch } } });
  for (const epoch of [1, 2, 3]) await keep(epoch);
  expect(told).toEqual([{ jobId: kernel.jobId }]);
  const [job] = await callerFor(server.app, ana).jobs.list({ workspace, notebookId });
  expect(job).toMatchObject({ runId });
  end.abort();
  await listening;
});

describe("a job that is tried again", () => {
  it("goes on with the same run, from its newest checkpoint: what was logged since is cut", async () => {
    const first = await attempt();
    const { runId, resumed } = await first.start();
    expect(resumed).toBe(false);
    await first.log(runId, 0, 1, 2);
    await first.keep(["one"], { runId, name: "fit 0", epoch: 3, marks: { [runId]: { loss: 2 } } });
    await first.log(runId, 3, 4);
    await lose(first);
    const second = await attempt(first.jobId);
    expect(await second.start()).toEqual({ runId, name: "digits", number: 1, seed: 7, resumed: true });
    expect(await curve(runId)).toEqual([0, 1, 2]);
    const { runs } = await callerFor(server.app, ana).runs.list({ workspace });
    expect(runs).toMatchObject([{ id: runId, status: "running", metrics: { loss: { step: 2, value: 0.2 } } }]);
    // A second run of the cell's is one of its own.
    expect(await second.start()).toMatchObject({ number: 2, resumed: false });
    const [found] = await second.find({ runId, name: "fit 0" });
    await second.api.checkpoints.discard.mutate({ workspace, checkpointId: found!.id });
    expect(await curve(runId)).toEqual([]);
  });

  it("finds what an attempt before it kept, and nothing of a person's own kernel", async () => {
    const mine = await ofPerson();
    await mine.keep(["mine"]);
    const first = await attempt();
    expect(await first.find()).toEqual([]);
    await first.keep(["of the job"]);
    await lose(first);
    expect(await (await attempt(first.jobId)).find()).toMatchObject([{ manifest: hashOf("of the job") }]);
    expect(await mine.find()).toMatchObject([{ manifest: hashOf("mine") }]);
  });

  it("takes nothing from an attempt that is over, nor from another kernel of the person's", async () => {
    const first = await attempt();
    const { runId } = await first.start();
    await first.put("late");
    await lose(first);
    const second = await attempt(first.jobId);
    await second.start();
    await expect(first.keep([], { manifest: hashOf("late"), parts: [hashOf("late")] })).rejects.toThrow(/Sign in/);
    await expect(first.log(runId, 9)).rejects.toThrow(/Sign in/);
    await expect((await ofPerson()).log(runId, 9)).rejects.toThrow(/goes on on a server now/);
    expect(await curve(runId)).toEqual([]);
  });
});

describe("a run whose page is gone", () => {
  /** A run of a cell in a person's kernel, which has kept a checkpoint. */
  async function inPage(handOver: boolean, code?: string) {
    const caller = callerFor(server.app, ana);
    const { sessionId } = await caller.executions.openSession({ workspace, notebookId, device });
    const executionId = newId();
    await caller.executions.begin({ workspace, notebookId, sessionId, executionId, cellId: "c", code: "" });
    const cells = await server.app.rooms.look(notebookId, (doc) => readSources(doc));
    const ran = cells.map((cell) => ({ ...cell, source: code ?? cell.source }));
    const source = { notebookId, executionId, cellId: "c", cells: ran, kernelSeed: 42 };
    const { runId } = await caller.runs.start({ workspace, name: "page", device, source });
    if (handOver) await caller.runs.handOver({ workspace, runId, handOver });
    await (await ofPerson()).keep(["m"], { runId, name: "fit 0", epoch: 1, marks: { [runId]: {} } });
    const sessions = sessionsOf(server.app);
    return { caller, runId, close: () => sessions.end(sessions.require(sessionId, workspaceId, ana.userId)) };
  }
  const queued = () => server.app.db.select().from(jobs).where(eq(jobs.workspaceId, workspaceId));

  it("goes on on a server where its person wants that, with the seed that it had; the page records no more", async () => {
    const { caller, runId, close } = await inPage(true);
    await close();
    expect(await queued()).toMatchObject([{ status: "queued", spec: { wanted: ["c"], seed: 42 } }]);
    expect(await caller.runs.get({ workspace, runId })).toMatchObject({ onServer: true, checkpointEpoch: 1 });
    const log = caller.runs.log({ workspace, runId, points: [{ key: "a", step: 0, value: 1 }] });
    await expect(log).rejects.toThrow(/goes on on a server now/);
  });

  it("is lost otherwise, and can be sent by hand, unless its cells have changed", async () => {
    const { caller, runId, close } = await inPage(false);
    await close();
    expect(await queued()).toEqual([]);
    expect(await caller.runs.get({ workspace, runId })).toMatchObject({ status: "lost", onServer: false });
    const bo = await createPerson(server.app);
    await expect(callerFor(server.app, bo).jobs.continueRun({ workspace, runId })).rejects.toThrow();
    await caller.jobs.continueRun({ workspace, runId });
    expect(await queued()).toHaveLength(1);
    const changed = await inPage(false, "2");
    await expect(changed.caller.jobs.continueRun({ workspace, runId: changed.runId })).rejects.toThrow(
      /have changed since/,
    );
  });

  it("has nothing to go on from where it has kept nothing", async () => {
    const caller = callerFor(server.app, ana);
    const source = { notebookId, executionId: newId(), cellId: "c", cells: [], kernelSeed: 1 };
    const { runId } = await caller.runs.start({ workspace, name: "page", device, source });
    await expect(caller.jobs.continueRun({ workspace, runId })).rejects.toThrow(/has kept no checkpoint/);
  });
});
