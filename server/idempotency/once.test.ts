import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { encodeColumns } from "@/lib/datasets/from-values";
import { newId } from "@/lib/ids";
import { datasetVersions } from "@/server/db/schema/datasets";
import { idempotencyKeys } from "@/server/db/schema/idempotency";
import { jobs } from "@/server/db/schema/jobs";
import { modelVersions } from "@/server/db/schema/models";
import { runs } from "@/server/db/schema/runs";
import { sweeps } from "@/server/db/schema/sweeps";
import { endAttempt, leaseNext, queueJob } from "@/server/features/jobs/ledger";
import { putBlob, trainedModel } from "@/server/features/models/testing";
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
import { callerOf } from "./caller-of";
import { forgetKeys, once } from "./once";

let app: TestApp;
let ana: TestPerson;
let bob: TestPerson;
let team: { id: string; slug: string };
let workspace: string;
let notebookId: string;

beforeAll(async () => {
  app = await createTestApp();
  [ana, bob] = [await createPerson(app, "Ana"), await createPerson(app, "Bob")];
});
afterAll(() => app.close());
beforeEach(async () => {
  team = await createWorkspace(app, [
    [ana, "owner"],
    [bob, "editor"],
  ]);
  workspace = team.slug;
  const cells = [{ id: "tune", type: "ts" as const, source: "await sweep({}, () => 1, {});" }];
  ({ id: notebookId } = await createNotebookWithCells(app, {
    workspaceId: team.id,
    title: "N",
    cells,
    userId: ana.userId,
  }));
});

const device = { kind: "server" as const, backend: "cpu" as const, adapter: "" };
const start = (idempotencyKey: string | undefined, name = "r", as: TestPerson = ana, slug = workspace) =>
  callerFor(app, as).runs.start({ workspace: slug, name, device, idempotencyKey });
const countRuns = async () =>
  (await app.db.select({ id: runs.id }).from(runs).where(eq(runs.workspaceId, team.id))).length;

/** An attempt of a job of Ana's, as its worker calls in her name; `jobId`: the next one of that job. */
async function attemptOf(jobId?: string) {
  const spec = { cells: [], wanted: [], notebook: [], seed: 0, backend: "auto" as const, datasets: {}, packages: {} };
  const job = { workspaceId: team.id, notebookId, userId: ana.userId, spec, needs: { labels: [] } };
  if (jobId === undefined) await queueJob(app, { ...job, limits: { minutes: 1 } });
  else await app.db.update(jobs).set({ notBefore: sql`now()` });
  const worker = { id: newId(), workspaceId: team.id, facts: workerFacts };
  await introduce(app, { tokenId: null, workspaceId: null }, { workerId: worker.id, facts: workerFacts });
  const lease = (await leaseNext(app, worker))!;
  const attempt = { id: lease.attemptId, jobId: lease.jobId, workspaceId: team.id, isShared: false };
  return { ...ana, via: "attempt" as const, attempt };
}

describe("a call with an idempotency key", () => {
  it("is done once, and each repeat gets the same answer; without a key, and with another, it is another call", async () => {
    const key = newId();
    const first = await start(key);
    expect([await start(key), await start(key)]).toEqual([first, first]);
    expect(await countRuns()).toBe(1);
    await Promise.all([start(undefined), start(undefined), start(newId())]);
    expect(await countRuns()).toBe(4);
  });

  it("is refused where its key was used for another one", async () => {
    const key = newId();
    await start(key);
    const refusal = { code: "CONFLICT", message: expect.stringMatching(/^The idempotency key of this/) as string };
    await expect(start(key, "other")).rejects.toMatchObject(refusal);
    const discard = { workspace, checkpointId: newId(), idempotencyKey: key };
    await expect(callerFor(app, ana).checkpoints.discard(discard)).rejects.toMatchObject(refusal);
    expect(await countRuns()).toBe(1);
  });

  it("is done once however many repeats come at the same time", async () => {
    const key = newId();
    const answers = await Promise.all(Array.from({ length: 8 }, () => start(key)));
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1);
    expect(await countRuns()).toBe(1);
  });

  it("is known neither to other people, nor in other workspaces, nor to other attempts", async () => {
    const key = newId();
    const other = await createWorkspace(app, [[ana, "owner"]]);
    const attempt = await attemptOf();
    const answers = [
      await start(key),
      await start(key, "r", bob),
      await start(key, "r", ana, other.slug),
      await start(key, "r", attempt),
    ];
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(4);
  });

  it("leaves nothing when it fails, so that its repeat is the first to be done", async () => {
    const caller = callerOf({ workspace: team, principal: ana });
    const call = { procedure: "test", key: newId(), asked: null, answer: z.number() };
    const effect = (does: () => Promise<number>) => once(app, caller, call, () => Promise.resolve(does));
    await expect(effect(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await effect(() => Promise.resolve(7))).toBe(7);
    expect(await effect(() => Promise.resolve(8))).toBe(7);
  });
});

describe("an attempt that is over", () => {
  it("gets no answer any more, though its key is known", async () => {
    const attempt = await attemptOf();
    const key = newId();
    await start(key, "r", attempt);
    await endAttempt(app, attempt.attempt.id, "lose", "gone");
    await expect(start(key, "r", attempt)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("does nothing more, not even what was being prepared when it ended", async () => {
    const attempt = await attemptOf();
    const call = { procedure: "test", key: newId(), asked: null, answer: z.null() };
    let done = false;
    const asked = once(app, callerOf({ workspace: team, principal: attempt }), call, async () => {
      await endAttempt(app, attempt.attempt.id, "lose", "gone");
      return () => {
        done = true;
        return Promise.resolve(null);
      };
    });
    await expect(asked).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(done).toBe(false);
  });
});

describe("the record of calls", () => {
  it("forgets a key after a day, but not that of an attempt that still runs", async () => {
    const attempt = await attemptOf();
    const [old, fresh, running] = [newId(), newId(), newId()];
    for (const key of [old, fresh]) await start(key);
    await start(running, "r", attempt);
    await app.db
      .update(idempotencyKeys)
      .set({ createdAt: sql`now() - interval '25 hours'` })
      .where(sql`${idempotencyKeys.key} in (${old}, ${running})`);
    expect(await forgetKeys(app.db)).toEqual({ forgotten: 1 });
    const left = await app.db
      .select({ key: idempotencyKeys.key })
      .from(idempotencyKeys)
      .where(eq(idempotencyKeys.workspaceId, team.id));
    expect(left.map(({ key }) => key).sort()).toEqual([fresh, running].sort());
  });
});

describe("what a kernel may ask for again", () => {
  it("goes on with the run of an earlier attempt once", async () => {
    const first = await attemptOf();
    const begun = await start(newId(), "r", first);
    await endAttempt(app, first.attempt.id, "lose", "gone");
    const second = await attemptOf(first.attempt.jobId);
    const key = newId();
    const resumed = await start(key, "r", second);
    expect(resumed).toEqual({ ...begun, resumed: true });
    expect(await start(key, "r", second)).toEqual(resumed);
    expect(await countRuns()).toBe(1);
  });

  it("saves a model once", async () => {
    const { modelJson, weights, signature } = await trainedModel("mlp");
    const files = { modelJson: await putBlob(app, team.id, modelJson), weights: await putBlob(app, team.id, weights) };
    const save = (idempotencyKey: string) =>
      callerFor(app, ana).models.save({ workspace, name: "m", ...files, signature, idempotencyKey });
    const key = newId();
    const [first, beside] = await Promise.all([save(key), save(key)]);
    expect([beside, await save(key)]).toEqual([first, first]);
    const versions = () => app.db.select().from(modelVersions).where(eq(modelVersions.modelId, first.modelId));
    expect(await versions()).toHaveLength(1);
    expect(await save(newId())).toMatchObject({ number: 2 });
    expect(await versions()).toHaveLength(2);
  });

  it("commits a dataset once, also where that brings a deleted one back or it is deleted since", async () => {
    const { columns, parts } = encodeColumns({ a: [1, 2, 3] });
    const { rows, arrow } = parts[0]!;
    const part = { hash: await putBlob(app, team.id, arrow), rows, bytes: arrow.byteLength };
    const api = callerFor(app, ana).datasets;
    const commit = (idempotencyKey: string) =>
      api.commit({ workspace, name: "rows", columns, parts: [part], idempotencyKey });
    await commit(newId());
    await api.delete({ workspace, name: "rows" });
    const key = newId();
    const back = await commit(key);
    expect(back).toMatchObject({ number: 1, restored: true });
    await api.delete({ workspace, name: "rows" });
    expect(await commit(key)).toEqual(back);
    await expect(api.resolve({ workspace, name: "rows" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await app.db.select().from(datasetVersions).where(eq(datasetVersions.id, back.versionId))).toHaveLength(1);
  });

  it("opens a sweep once, with its helpers, though it is to begin anew", async () => {
    const plan = { space: { x: { type: "uniform" as const, min: 0, max: 1 } }, method: "random" as const };
    const rest = { metric: "loss", goal: "minimize" as const, halving: null, seed: 1 };
    const about = { name: "tune", cellId: "tune", place: 0, trials: 4, parallel: 3, fresh: true };
    const asked = { workspace, notebookId, executionId: newId(), kernelSeed: 9 };
    const open = (idempotencyKey: string) =>
      callerFor(app, ana).sweeps.open({ ...asked, order: { ...about, plan: { ...plan, ...rest } }, idempotencyKey });
    const key = newId();
    const opened = await Promise.all([open(key), open(key)]);
    expect([opened[1], await open(key)]).toEqual([opened[0], opened[0]]);
    expect(await app.db.select().from(sweeps).where(eq(sweeps.workspaceId, team.id))).toHaveLength(1);
    expect(await app.db.select().from(jobs).where(eq(jobs.workspaceId, team.id))).toHaveLength(2);
    expect((await open(newId())).sweepId).not.toBe(opened[0].sweepId);
  });
});
