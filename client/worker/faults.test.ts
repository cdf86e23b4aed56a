import { and, eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { WORKER_PROTOCOL_VERSION } from "@/lib/protocol/job";
import { jobAttempts, jobs, jobValues } from "@/server/db/schema/jobs";
import { executions } from "@/server/db/schema/notebooks";
import { kernelTransport } from "../kernel-transport";
import { createQuireClient } from "../client";
import { Network } from "./testing/network";
import { Stage } from "./testing/stage";
import { facts } from "./testing/worker";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.build();
}, 120_000);
afterEach(() => stage.endAll());
afterAll(() => stage.close());

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const linesTo = (count: number) => upTo(count).map((i) => `line ${i}`);

/** What takes minutes: `npm run soak`. */
const SOAK = Boolean(process.env.QUIRE_SOAK);

/** Prints and logs for some seconds. */
const LINES = 100;
const talking = (name: string) => `import { runs } from "quire";
const run = await runs.start("${name}");
for (let i = 0; i < ${LINES}; i++) {
  console.log("line " + i);
  run.log({ loss: i }, i);
  await new Promise((resolve) => setTimeout(resolve, 25));
}
await run.finish();
const result = new Float32Array(1000).fill(7);`;

async function sendTalking(name: string) {
  const notebookId = await stage.notebook(talking(name));
  return { notebookId, id: await stage.dispatch(notebookId) };
}

const underWay = (notebookId: string) =>
  expect
    .poll(async () => (await stage.printed(notebookId)).at(-1)?.lines.length ?? 0, { timeout: 60_000 })
    .toBeGreaterThan(5);

/** One execution after the other, of which the last is whole; one run without gap or double point; the value once. */
async function expectWhole(name: string, { notebookId, id }: { notebookId: string; id: string }, ...ends: string[]) {
  const printed = await stage.printed(notebookId);
  expect(printed.map(({ status }) => status)).toEqual(ends);
  expect(printed.at(-1)?.lines).toEqual(linesTo(LINES));
  expect(await stage.curves(name, "loss")).toEqual([{ status: "finished", steps: upTo(LINES) }]);
  const { values } = await stage.person.jobs.values.query({ workspace: stage.workspace.slug, jobId: id });
  expect(values.map(({ name, value }) => [name, value.ok])).toContainEqual(["result", true]);
}

describe("a worker that was frozen for longer than its lease", () => {
  it("can write nothing of what it goes on with, the job goes on elsewhere, and then it works again", async () => {
    const frozen = stage.startProcess("--name", "frozen");
    const sent = await sendTalking("frozen");
    await underWay(sent.notebookId);
    process.kill(frozen.pid!, "SIGSTOP");
    await stage.expireLeases(sent.id);
    // At once, not when its connections are found to be dead.
    await expect.poll(async () => (await stage.printed(sent.notebookId))[0]?.status).toBe("lost");
    const cut = (await stage.printed(sent.notebookId))[0]!.lines;
    const second = stage.startWorker({ facts: { ...facts, name: "second" } });
    await expect.poll(async () => (await stage.printed(sent.notebookId)).length, { timeout: 60_000 }).toBe(2);
    process.kill(frozen.pid!, "SIGCONT");
    await stage.until(sent.id, "succeeded");
    await second.stop();
    const next = await stage.dispatch(await stage.notebook("'awake'"));
    await stage.until(next, "succeeded");
    expect(await stage.attempts(next)).toEqual(["succeeded frozen"]);
    expect(await stage.attempts(sent.id)).toEqual(["lost frozen", "succeeded second"]);
    await expectWhole("frozen", sent, "lost", "succeeded");
    expect((await stage.printed(sent.notebookId))[0]!.lines).toEqual(cut);
  }, 120_000);
});

describe("a server that is ended in the middle of a job and started again", () => {
  const signals = SOAK ? (["SIGKILL", "SIGTERM"] as const) : (["SIGKILL"] as const);
  it.each(signals)(
    "by %s has its worker back by itself, and the job is run again, recorded once",
    async (signal) => {
      const { said } = stage.startWorker();
      const sent = await sendTalking(`restarted-${signal}`);
      await underWay(sent.notebookId);
      await stage.endServer(signal);
      await expect.poll(() => said.join(), { timeout: 60_000 }).toMatch(/does not answer/);
      await stage.startServer();
      await stage.until(sent.id, "succeeded");
      expect(await stage.attempts(sent.id)).toEqual(["lost lab", "succeeded lab"]);
      await expectWhole(`restarted-${signal}`, sent, "lost", "succeeded");
    },
    120_000,
  );
});

describe("a database that is restarted in the middle of a job", () => {
  it("costs the job nothing", async () => {
    const { said } = stage.startWorker();
    const sent = await sendTalking("database");
    await underWay(sent.notebookId);
    await stage.stopPostgres();
    await expect.poll(() => said.join(), { timeout: 60_000 }).toMatch(/does not answer/);
    await stage.startPostgres();
    await stage.until(sent.id, "succeeded");
    expect(await stage.attempts(sent.id)).toEqual(["succeeded lab"]);
    await expectWhole("database", sent, "succeeded");
  }, 120_000);
});

describe("a network between worker and server", () => {
  const impatient = { answerMs: 1500, callMs: 1500, cutOffMs: 60_000 };

  it("that swallows everything, then breaks, and comes back within the lease costs the job nothing", async () => {
    const network = await Network.to(stage.port);
    stage.onEnd(() => network.close());
    const { said } = stage.startWorker({ url: network.url, patience: impatient });
    const sent = await sendTalking("network");
    await underWay(sent.notebookId);
    network.swallow();
    await expect.poll(() => said.length, { timeout: 60_000 }).toBe(1);
    network.heal();
    const soFar = (await stage.printed(sent.notebookId))[0]!.lines.length;
    await expect
      .poll(async () => (await stage.printed(sent.notebookId))[0]!.lines.length, { timeout: 60_000 })
      .toBeGreaterThan(soFar);
    network.break();
    await expect.poll(() => network.refused, { timeout: 60_000 }).toBeGreaterThan(0);
    network.heal();
    await stage.until(sent.id, "succeeded");
    expect(await stage.attempts(sent.id)).toEqual(["succeeded lab"]);
    await expectWhole("network", sent, "succeeded");
  }, 120_000);

  if (SOAK)
    it("that is cut for longer than the real lease costs the attempt, and its worker comes back by itself", async () => {
      const network = await Network.to(stage.port);
      stage.onEnd(() => network.close());
      stage.startProcess("--name", "cut", "--server", network.url);
      const notebookId = await stage.notebook(`let waited = 0;
while (waited++ < 200) {
  console.log("line " + waited);
  await new Promise((resolve) => setTimeout(resolve, 1000));
}`);
      const cut = await stage.dispatch(notebookId);
      await underWay(notebookId);
      network.swallow();
      await expect.poll(() => stage.attempts(cut), { timeout: 300_000 }).toEqual(["lost cut"]);
      expect((await stage.job(cut)).reason).toBe("Its worker was not heard of any more.");
      network.heal();
      await expect.poll(() => stage.attempts(cut), { timeout: 300_000 }).toEqual(["lost cut", "running cut"]);
      await expect.poll(async () => (await stage.printed(notebookId)).length, { timeout: 60_000 }).toBe(2);
      await stage.person.jobs.cancel.mutate({ workspace: stage.workspace.slug, jobId: cut });
      await expect
        .poll(async () => (await stage.printed(notebookId)).map(({ status }) => status))
        .toEqual(["lost", "cancelled"]);
    });

  it("that never comes back leaves the job to another, and the worker lets go of it by itself", async () => {
    const network = await Network.to(stage.port);
    stage.onEnd(() => network.close());
    const alive = new Set<object>();
    const createTransport = () => {
      const transport = kernelTransport();
      const terminate = transport.terminate.bind(transport);
      alive.add(transport);
      transport.terminate = () => {
        alive.delete(transport);
        terminate();
      };
      return transport;
    };
    const patience = { ...impatient, cutOffMs: 2000 };
    const { said } = stage.startWorker({ url: network.url, createTransport, patience });
    const notebookId = await stage.notebook(`import { abortSignal } from "quire";
for (;;) {
  abortSignal.throwIfAborted();
  await new Promise((resolve) => setTimeout(resolve, 10));
}`);
    const stuck = await stage.dispatch(notebookId, { maxAttempts: 1 });
    await expect.poll(async () => (await stage.printed(notebookId))[0]?.status, { timeout: 60_000 }).toBe("running");
    network.swallow();
    await expect.poll(() => alive.size, { timeout: 60_000 }).toBe(0);
    expect(said.join("\n")).toMatch(/was not heard of for 2 s/);
    await stage.expireLeases(stuck);
    expect(await stage.job(stuck)).toMatchObject({ status: "dead", reason: "Its worker was not heard of any more." });
    expect((await stage.printed(notebookId))[0]?.status).toBe("lost");
  }, 120_000);
});

describe("an order that its worker never got", () => {
  const ask = (workerId: string, asked: number, more: { leaving?: boolean } = {}) =>
    createQuireClient({ url: stage.url, token: stage.workerToken }).workers.next.mutate({
      protocol: WORKER_PROTOCOL_VERSION,
      workerId,
      facts,
      asked,
      running: [],
      waitMs: 0,
      ...more,
    });
  const ordered = async (workerId: string) => {
    const id = await stage.dispatch(await stage.notebook("1"));
    await expect.poll(async () => (await ask(workerId, Date.now())).type, { timeout: 20_000 }).toBe("job");
    return id;
  };

  it("is given to another as soon as the worker asks without naming it, or says that it leaves", async () => {
    const [again, gone] = [newId(), newId()];
    const first = await ordered(again);
    await ask(again, Date.now() + 1);
    expect(await stage.job(first)).toMatchObject({
      status: "queued",
      reason: expect.stringMatching(/never began/) as string,
    });
    await stage.person.jobs.cancel.mutate({ workspace: stage.workspace.slug, jobId: first });
    const second = await ordered(gone);
    await ask(gone, Date.now() + 1, { leaving: true });
    expect(await stage.job(second)).toMatchObject({ status: "queued", reason: "Its worker was stopped." });
    await stage.person.jobs.cancel.mutate({ workspace: stage.workspace.slug, jobId: second });
    const workers = await stage.person.workers.list.query({ workspace: stage.workspace.slug });
    expect(workers.find(({ id }) => id === gone)).toMatchObject({ online: false, jobs: [] });
  });
});

describe("workers that race for jobs", () => {
  /** The soak shares a thousand out among four worker processes, and waits for the real lease of the one that is killed. */
  const JOBS = SOAK ? 1000 : 8;

  const ofKilled = and(eq(jobAttempts.workerName, "killed"), eq(jobAttempts.status, "running"));
  const heldByKilled = () => stage.app.db.select({ id: jobAttempts.id }).from(jobAttempts).where(ofKilled);
  async function expireThoseOfKilled(): Promise<number> {
    const leaseUntil = sql`now() - interval '1 second'`;
    await stage.app.db.update(jobAttempts).set({ leaseUntil }).where(ofKilled);
    return (await heldByKilled()).length;
  }
  async function countBy(column: typeof jobs.status | typeof jobAttempts.status | typeof executions.status) {
    const rows = await stage.app.db
      .select({ status: column, count: sql<number>`count(*)::int` })
      .from(column.table)
      .groupBy(column);
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }
  const succeeded = async () => (await countBy(jobs.status)).succeeded ?? 0;

  it(
    `have each of ${JOBS} recorded once, and lose none, though one of them is killed`,
    async () => {
      await stage.app.db.delete(executions);
      const notebookId = await stage.notebook("const one = 1;\none");
      const ids: string[] = [];
      for (let i = 0; i < JOBS; i++) ids.push(await stage.dispatch(notebookId));
      const killed = stage.startProcess("--name", "killed");
      await expect.poll(async () => (await heldByKilled()).length, { timeout: 60_000 }).toBe(1);
      for (const name of ["second", "third", "fourth"])
        if (SOAK) stage.startProcess("--name", name);
        else stage.startWorker({ facts: { ...facts, name } });
      if (SOAK) await expect.poll(succeeded, { timeout: 600_000 }).toBeGreaterThan(100);
      await expect.poll(async () => (await heldByKilled()).length, { timeout: 60_000 }).toBe(1);
      process.kill(killed.pid!, "SIGKILL");
      if (!SOAK) await expect.poll(expireThoseOfKilled, { timeout: 60_000 }).toBe(0);
      await expect.poll(succeeded, { timeout: SOAK ? 1_700_000 : 60_000 }).toBe(JOBS);

      expect(await countBy(jobs.status)).toEqual({ succeeded: JOBS });
      // What it had when it was killed may have been done just then.
      const { succeeded: ends, lost = 0, ...others } = await countBy(jobAttempts.status);
      expect([ends, others]).toEqual([JOBS, {}]);
      expect(lost).toBeLessThanOrEqual(1);
      expect((await countBy(executions.status)).succeeded).toBe(JOBS);
      const values = await stage.app.db.select({ jobId: jobValues.jobId }).from(jobValues);
      expect(values.map(({ jobId }) => jobId).sort()).toEqual(ids.sort());
    },
    SOAK ? undefined : 120_000,
  );
});
