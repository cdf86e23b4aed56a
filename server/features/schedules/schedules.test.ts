import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { datasets, datasetVersions } from "@/server/db/schema/datasets";
import { jobs } from "@/server/db/schema/jobs";
import { members } from "@/server/db/schema/people";
import { scheduleFirings, schedules } from "@/server/db/schema/schedules";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import {
  callerFor,
  createPerson,
  createTestApp,
  createWorkspace,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";
import { fireDue } from "./fire";

let app: TestApp;
let ana: TestPerson;
let ben: TestPerson;
let cleo: TestPerson;
let workspaceId: string;
let workspace: string;
let notebookId: string;

beforeAll(async () => {
  app = await createTestApp();
  [ana, ben, cleo] = [await createPerson(app), await createPerson(app, "Ben"), await createPerson(app, "Cleo")];
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.db.delete(schedules);
  await app.db.delete(jobs);
  ({ id: workspaceId, slug: workspace } = await createWorkspace(app, [
    [ana, "owner"],
    [ben, "editor"],
    [cleo, "viewer"],
  ]));
  notebookId = await notebook({ a: "const a = 1;", b: "a + 1" });
});

async function notebook(sources: Record<string, string>): Promise<string> {
  const cells = [
    ...Object.entries(sources).map(([id, source]) => ({ id, type: "ts" as const, source })),
    { id: "words", type: "md" as const, source: "# Words" },
  ];
  return (await createNotebookWithCells(app, { workspaceId, title: "Daily", cells, userId: ana.userId })).id;
}

const as = (person: TestPerson = ben) => callerFor(app, person).schedules;
const nightly = { type: "cron" as const, cron: "0 3 * * *", timeZone: "Europe/Vienna" };
const add = async (trigger: Parameters<ReturnType<typeof as>["add"]>[0]["trigger"] = nightly, person = ben) =>
  (await as(person).add({ workspace, notebookId, trigger })).scheduleId;
const list = (person: TestPerson = ben) => as(person).list({ workspace, notebookId });
const queued = () => app.db.select().from(jobs).where(eq(jobs.workspaceId, workspaceId));
const dueSince = (scheduleId: string, at: string) =>
  app.db
    .update(schedules)
    .set({ nextAt: new Date(at) })
    .where(eq(schedules.id, scheduleId));

describe("a schedule at times", () => {
  it("runs all code of the notebook, in the name of who set it, and knows when next", async () => {
    const id = await add();
    const [before] = await list();
    expect(before).toMatchObject({ id, paused: false, person: { name: "Ben" }, firings: [] });
    expect(before!.nextAt!.getTime()).toBeGreaterThan(Date.now());
    await fireDue(app);
    expect(await queued()).toEqual([]);
    await dueSince(id, "2026-07-03T01:00:00Z");
    await fireDue(app, new Date("2026-07-03T01:00:04Z"));
    expect(await queued()).toMatchObject([
      {
        userId: ben.userId,
        notebookId,
        status: "queued",
        spec: { wanted: ["a", "b"], cells: [{ id: "a" }, { id: "b" }] },
      },
    ]);
    expect(await list()).toMatchObject([
      { nextAt: new Date("2026-07-04T01:00:00Z"), firings: [{ due: "2026-07-03T01:00:00.000Z", status: "queued" }] },
    ]);
  });

  it("fires once, however many look at the same time, and again at no restart", async () => {
    const id = await add();
    await dueSince(id, "2026-07-03T01:00:00Z");
    const now = new Date("2026-07-03T01:00:04Z");
    await Promise.all(Array.from({ length: 6 }, () => fireDue(app, now)));
    await fireDue(app, now);
    expect(await queued()).toHaveLength(1);
    // As if the server had died after the firing was written and before anything else was known of it.
    await dueSince(id, "2026-07-03T01:00:00Z");
    await fireDue(app, now);
    expect(await queued()).toHaveLength(1);
    expect((await list())[0]).toMatchObject({ nextAt: new Date("2026-07-04T01:00:00Z") });
  });

  it("makes up for a long downtime with one run", async () => {
    const id = await add({ type: "cron", cron: "*/5 * * * *", timeZone: "UTC" });
    await dueSince(id, "2026-07-01T00:00:00Z");
    for (let look = 0; look < 3; look++) await fireDue(app, new Date("2026-07-03T12:34:56Z"));
    expect(await queued()).toHaveLength(1);
    expect((await list())[0]).toMatchObject({
      nextAt: new Date("2026-07-03T12:35:00Z"),
      firings: [{ due: "2026-07-01T00:00:00.000Z" }],
    });
  });

  it("keeps its newest firings, and forgets the others", async () => {
    const id = await add();
    const old = Array.from({ length: 230 }, (_, at) => ({
      id: newId(),
      scheduleId: id,
      due: `old ${at}`,
      status: "skipped" as const,
      createdAt: new Date(Date.now() - (at + 1) * 60_000),
    }));
    await app.db.insert(scheduleFirings).values(old);
    await as().run({ workspace, scheduleId: id });
    const left = await app.db.select().from(scheduleFirings);
    expect(left.map(({ due }) => due).filter((due) => due.startsWith("old "))).toEqual(
      old.slice(0, 200).map(({ due }) => due),
    );
  });

  it("does nothing while it is paused, and makes up for none of that after", async () => {
    const id = await add();
    await as().change({ workspace, scheduleId: id, paused: true });
    await dueSince(id, "2026-07-03T01:00:00Z");
    await fireDue(app);
    expect(await queued()).toEqual([]);
    await as(ana).change({ workspace, scheduleId: id, paused: false });
    expect((await list())[0]!.nextAt!.getTime()).toBeGreaterThan(Date.now());
    expect((await list())[0]).toMatchObject({ person: { name: "Ana" } });
    await fireDue(app);
    expect(await queued()).toEqual([]);
  });

  it("leaves a time out while the run before goes on, and blames nobody", async () => {
    const id = await add();
    await dueSince(id, "2026-07-03T01:00:00Z");
    await fireDue(app, new Date("2026-07-03T01:00:04Z"));
    await dueSince(id, "2026-07-04T01:00:00Z");
    await fireDue(app, new Date("2026-07-04T01:00:04Z"));
    expect(await queued()).toHaveLength(1);
    expect(await list()).toMatchObject([
      {
        nextAt: new Date("2026-07-05T01:00:00Z"),
        firings: [{ status: "skipped", reason: "The run before was still going on." }, { status: "queued" }],
      },
    ]);
    expect(await as().unseen({ workspace })).toEqual([]);
    await app.db.update(jobs).set({ status: "succeeded" });
    await dueSince(id, "2026-07-05T01:00:00Z");
    await fireDue(app, new Date("2026-07-05T01:00:04Z"));
    expect(await queued()).toHaveLength(2);
  });

  it("runs nothing for who may run no more: its history says so, and it is paused", async () => {
    const id = await add();
    await app.db
      .update(members)
      .set({ role: "viewer" })
      .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, ben.userId)));
    await dueSince(id, "2026-07-03T01:00:00Z");
    await fireDue(app);
    expect(await queued()).toEqual([]);
    expect(await list(ana)).toMatchObject([
      {
        paused: true,
        firings: [{ status: "refused", reason: expect.stringMatching(/may not run the notebook any more/) as string }],
      },
    ]);
    // An owner is told as well: who set it may not mend it.
    expect(await as(ana).unseen({ workspace })).toMatchObject([{ status: "refused", notebook: { id: notebookId } }]);
    await as(ana).markSeen({ workspace, notebookId });
    expect(await as(ana).unseen({ workspace })).toEqual([]);
  });

  it("says in its history why the notebook could not run, tells its person, and tries again the next time", async () => {
    notebookId = await notebook({ a: "const a = ;" });
    const id = await add();
    await dueSince(id, "2026-07-03T01:00:00Z");
    await fireDue(app, new Date("2026-07-03T01:00:04Z"));
    expect(await list()).toMatchObject([{ paused: false, firings: [{ status: "refused", jobId: null }] }]);
    expect(await as().unseen({ workspace })).toMatchObject([{ notebook: { id: notebookId, title: "Daily" } }]);
    expect(await as(ana).unseen({ workspace })).toEqual([]);
    await as().markSeen({ workspace, notebookId });
    expect(await as().unseen({ workspace })).toEqual([]);
  });

  it("tells its person of a run that failed, with the job's reason", async () => {
    const id = await add();
    expect(await as().run({ workspace, scheduleId: id })).toEqual({ queued: true });
    // Who looks while it goes on has not seen how it ends.
    await as().markSeen({ workspace, notebookId });
    await app.db.update(jobs).set({ status: "failed", reason: "TypeError: no data" });
    expect(await as().unseen({ workspace })).toMatchObject([{ status: "failed", reason: "TypeError: no data" }]);
    expect(await list()).toMatchObject([{ firings: [{ status: "failed", reason: "TypeError: no data" }] }]);
  });
});

describe("a schedule on a dataset", () => {
  const datasetId = newId();
  async function version(number: number): Promise<void> {
    await app.db.insert(datasets).values({ id: datasetId, workspaceId, name: "sales" }).onConflictDoNothing();
    const manifest = { format: "quire-dataset/1" as const, columns: [], rows: 0, parts: [], source: "" };
    await app.db
      .insert(datasetVersions)
      .values({ id: newId(), datasetId, number, hash: "0".repeat(64), manifest, rows: 0, bytes: 0 });
  }

  it("runs once for versions that came together, for none that was there before, and reads the newest", async () => {
    await version(1);
    await add({ type: "dataset", name: "sales" });
    await fireDue(app);
    expect(await queued()).toEqual([]);
    await version(2);
    await version(3);
    await Promise.all([fireDue(app), fireDue(app)]);
    expect(await queued()).toMatchObject([{ spec: { datasets: { sales: 3 } } }]);
    expect(await list()).toMatchObject([{ firings: [{ due: "sales@3", status: "queued" }] }]);
    await fireDue(app);
    expect(await queued()).toHaveLength(1);
    // A version that comes while it runs has its turn after.
    await version(4);
    await fireDue(app);
    expect(await queued()).toHaveLength(1);
    await app.db.update(jobs).set({ status: "succeeded" });
    await fireDue(app);
    expect((await list())[0]!.firings.map(({ due }) => due)).toEqual(["sales@4", "sales@3"]);
  });
});

describe("schedules", () => {
  it("are set by editors, at times that come", async () => {
    await expect(add(nightly, cleo)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(add({ ...nightly, cron: "0 0 30 2 *" })).rejects.toThrow("no time that comes");
    await expect(add({ ...nightly, timeZone: "Mars/Base" })).rejects.toThrow("no time zone");
    const id = await add();
    expect(await list(cleo)).toHaveLength(1);
    await as().delete({ workspace, scheduleId: id });
    expect(await list()).toEqual([]);
    expect(await app.db.select().from(scheduleFirings)).toEqual([]);
  });
});
