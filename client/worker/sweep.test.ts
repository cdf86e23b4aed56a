import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { jobs } from "@/server/db/schema/jobs";
import { setSecret } from "@/server/features/secrets/secrets";
import { setUpLab } from "./testing/lab";
import { facts } from "./testing/worker";

const lab = setUpLab();
const { as, dispatch, notebook, startWorker, until } = lab;

const trialsThat = async (status: string) => {
  const { runs } = await as().runs.list({
    workspace: lab.workspace,
    query: `name = tune and status = ${status}`,
    descending: false,
  });
  return runs;
};
async function sweepOf(runId: string) {
  const { trial } = await as().runs.get({ workspace: lab.workspace, runId });
  return as().sweeps.get({ workspace: lab.workspace, sweepId: trial!.sweepId });
}
const workersOf = async (runId: string) => new Set((await sweepOf(runId)).trials.map(({ worker }) => worker));
const jobsOf = (notebookId: string) =>
  lab.app.db.select({ status: jobs.status }).from(jobs).where(eq(jobs.notebookId, notebookId));

it("a sweep has trials run on other workers too, and what follows it runs once, in its own kernel", async () => {
  startWorker();
  startWorker({ facts: { ...facts, name: "second" } });
  await expect.poll(async () => (await as().workers.list({ workspace: lab.workspace })).length).toBe(2);
  const notebookId = await notebook({
    data: "const target: number = 3;",
    tune: `import { secrets, sweep } from "quire";
const isThere = () => secrets.get("GO").then(() => true, () => false);
const { best, trials } = await sweep(
  { x: { type: "integer", min: 1, max: 6 } },
  async ({ params, report }) => {
    while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 100));
    await report((params.x - target) ** 2);
  },
  { metric: "loss", method: "grid", parallel: 2, name: "tune" },
);
console.log("best", best.params.x, trials.length);`,
  });
  const id = await dispatch(notebookId, ["tune"]);
  await expect.poll(async () => (await trialsThat("running")).length, { timeout: 60_000 }).toBe(2);
  const [first] = await trialsThat("running");
  expect(await workersOf(first!.id)).toEqual(new Set(["lab", "second"]));
  const go = { name: "GO", value: "go on, both", role: "editor" as const, notebookIds: null, userIds: [] };
  await setSecret(lab.app, lab.workspaceId, lab.ana.userId, go);
  await until(id, "succeeded");
  const ran = (await trialsThat("finished")).map(({ params }) => params.x);
  expect(ran.sort()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await sweepOf(first!.id)).toMatchObject({ status: "finished", total: 6, name: "tune" });
  expect(await lab.executions(notebookId)).toMatchObject([{ cellId: "tune", status: "succeeded" }]);
  await expect.poll(() => jobsOf(notebookId)).toEqual([{ status: "succeeded" }, { status: "succeeded" }]);
});

it("a sweep goes on on another worker: no trial that had ended runs again", async () => {
  const notebookId = await notebook({
    tune: `import { sweep } from "quire";
const { best, trials } = await sweep(
  { x: [1, 2, 3, 4, 5, 6] },
  async ({ params, signal }) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    signal.throwIfAborted();
    return params.x;
  },
  { metric: "acc", method: "grid", name: "tune", fresh: true },
);
console.log("best", best.trial, "of", trials.length);`,
  });
  const first = startWorker();
  const id = await dispatch(notebookId, ["tune"]);
  await expect.poll(async () => (await trialsThat("finished")).length, { timeout: 30_000 }).toBeGreaterThan(1);
  await first.stop();
  const before = await trialsThat("finished");
  expect(before.length).toBeLessThan(6);
  startWorker({ facts: { ...facts, name: "second" } });
  await until(id, "succeeded");
  const { trials } = await sweepOf(before[0]!.id);
  expect(trials.map(({ status, worker }) => `${status} ${worker}`)).toEqual(
    Array.from({ length: 6 }, (_, at) => `finished ${at < before.length ? "lab" : "second"}`),
  );
  expect(trials.slice(0, before.length).map(({ runId }) => runId)).toEqual(before.map((run) => run.id));
  expect(await trialsThat("finished")).toHaveLength(6);
});
