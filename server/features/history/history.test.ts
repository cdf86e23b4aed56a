import { and, eq, gt, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { restoreCell, restoreNotebook } from "@/lib/history/restore";
import { MOST_EDITS } from "@/lib/history/version-points";
import { getCell } from "@/lib/notebook/doc";
import { deleteCells, insertCell, setCellText } from "@/lib/notebook/edit";
import { notebookUpdates, notebookVersions } from "@/server/db/schema/notebooks";
import {
  callerFor,
  createPerson,
  createTestApp,
  createWorkspace,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";
import { captureAll, captureVersions } from "./capture-versions";

const DAY_MS = 86_400_000;

let app: TestApp;
let ana: TestPerson;
let ben: TestPerson;
let vic: TestPerson;
let workspace: string;
let notebookId: string;

beforeAll(async () => {
  app = await createTestApp();
  [ana, ben, vic] = [await createPerson(app, "Ana"), await createPerson(app, "Ben"), await createPerson(app, "Vic")];
  ({ slug: workspace } = await createWorkspace(app, [
    [ana, "owner"],
    [ben, "editor"],
    [vic, "viewer"],
  ]));
});
afterAll(() => app.close());
beforeEach(async () => {
  ({ id: notebookId } = await callerFor(app, ana).notebooks.create({ workspace, title: "History" }));
  await write(ana, "a", "const a = 1;");
});

const history = (who: TestPerson = ana) => callerFor(app, who).history;
const here = () => ({ workspace, notebookId });
const minutes = (count: number) => new Date(Date.now() + count * 60_000);

/** Writes the text of a cell, which comes where it is not there yet. */
const write = (who: TestPerson, id: string, source: string) =>
  app.rooms.edit(notebookId, who.userId, (doc) =>
    getCell(doc, id) ? setCellText(doc, id, source) : void insertCell(doc, "end", { id, type: "ts", source }),
  );
const names = async () => (await history().list(here())).versions.map(({ name }) => name);
const sourcesOf = async (savedVersionId: string) =>
  (await history().read({ ...here(), savedVersionId })).cells.map(({ source }) => source).filter((text) => text !== "");
/** As if all that was written so far had been written so long ago. */
const age = (count: number) =>
  app.db
    .update(notebookUpdates)
    .set({ createdAt: sql`${notebookUpdates.createdAt} - make_interval(mins => ${count})` })
    .where(eq(notebookUpdates.notebookId, notebookId));

describe("versions by themselves", () => {
  it("are kept when everybody has paused, with those who wrote; the notebook's beginning is the first", async () => {
    await write(ben, "a", "const a = 2;");
    expect(await captureVersions(app, notebookId, minutes(1))).toBe(1);
    const before = await history().list(here());
    expect(before.since?.editors.map(({ name }) => name)).toEqual(["Ben", "Ana"]);
    expect(await captureVersions(app, notebookId, minutes(6))).toBe(1);
    const { versions, since } = await history().list(here());
    expect(since).toBeNull();
    expect(versions.map(({ name, editors }) => [name, editors.map((person) => person.name)])).toEqual([
      [null, ["Ben", "Ana"]],
      [null, ["Ana"]],
    ]);
    expect(await sourcesOf(versions[0]!.id)).toEqual(["const a = 2;"]);
    expect(await sourcesOf(versions[1]!.id)).toEqual([]);
    expect(await captureVersions(app, notebookId, minutes(60))).toBe(0);
  });

  it("find the pauses of a time in which the server was away", async () => {
    await age(20);
    await write(ana, "a", "later");
    await age(20);
    await write(ana, "a", "now");
    await captureAll(app, minutes(0));
    const { versions } = await history().list(here());
    expect(await Promise.all(versions.map(({ id }) => sourcesOf(id)))).toEqual([["later"], ["const a = 1;"], []]);
  });

  it("are not made of what was typed and taken back", async () => {
    await captureVersions(app, notebookId, minutes(6));
    await write(ana, "a", "typed");
    await write(ana, "a", "const a = 1;");
    expect(await captureVersions(app, notebookId, minutes(12))).toBe(0);
    const { versions, since } = await history().list(here());
    expect([versions.length, since]).toEqual([2, null]);
  });

  it("are made of a long log in steps, each with what was there then", async () => {
    const source = (i: number) => `line ${i}`;
    const [row] = await app.db
      .select()
      .from(notebookUpdates)
      .where(eq(notebookUpdates.notebookId, notebookId))
      .limit(1);
    const many = Array.from({ length: MOST_EDITS + 10 }, () => ({
      notebookId,
      userId: ben.userId,
      update: row!.update,
    }));
    await app.db.insert(notebookUpdates).values(many);
    await write(ben, "a", source(2));
    await captureVersions(app, notebookId, minutes(6));
    const { versions } = await history().list(here());
    expect(await Promise.all(versions.map(({ id }) => sourcesOf(id)))).toEqual([[source(2)], ["const a = 1;"], []]);
  });

  it("are thinned when old, and what follows says who wrote in those that went", async () => {
    const noon = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2;
    const dated = async (
      days: number,
      minute: number,
      rows = gt(notebookUpdates.createdAt, new Date(noon - DAY_MS)),
    ) => {
      const createdAt = new Date(noon - days * DAY_MS + minute * 60_000);
      await app.db
        .update(notebookUpdates)
        .set({ createdAt })
        .where(and(eq(notebookUpdates.notebookId, notebookId), rows));
    };
    await dated(41, 0);
    const old = [
      [ben, "one"],
      [ana, "two"],
      [ana, "three"],
    ] as const;
    for (const [i, [who, source]] of old.entries()) {
      await write(who, "a", source);
      await dated(40, i * 10);
    }
    await write(ana, "a", "today's");
    await captureVersions(app, notebookId, minutes(6));
    const { versions } = await history().list(here());
    const kept = versions.map(async ({ id, editors }) => [await sourcesOf(id), editors.map(({ name }) => name)]);
    expect((await Promise.all(kept)).slice(0, 2)).toEqual([
      [["today's"], ["Ana"]],
      [["three"], ["Ana", "Ben"]],
    ]);
    expect(versions).toHaveLength(4);
  });
});

describe("versions with a name", () => {
  it("hold the notebook as it is at that moment, and are not lost whatever becomes of the log", async () => {
    const { id } = await history(ben).keep({ ...here(), name: "  Before the review " });
    await write(ana, "a", "after");
    await app.db.delete(notebookUpdates).where(eq(notebookUpdates.notebookId, notebookId));
    await captureVersions(app, notebookId, minutes(60 * 24 * 400));
    expect([await names(), await sourcesOf(id)]).toEqual([["Before the review"], ["const a = 1;"]]);
  });

  it("give a name to the automatic version that holds just that, and take it away again", async () => {
    await captureVersions(app, notebookId, minutes(6));
    const { id } = await history().keep({ ...here(), name: "First" });
    expect(await names()).toEqual(["First", null]);
    await expect(history().keep({ ...here(), name: "Again" })).rejects.toMatchObject({ code: "CONFLICT" });
    await history().name({ ...here(), savedVersionId: id, name: "Renamed" });
    expect(await names()).toEqual(["Renamed", null]);
    await history().name({ ...here(), savedVersionId: id, name: null });
    expect(await names()).toEqual([null, null]);
  });

  it("tell who looks at the timeline", async () => {
    const stop = new AbortController();
    const ticks = await callerFor(app, vic, stop.signal).history.watch(here());
    const reader = ticks[Symbol.asyncIterator]();
    await reader.next();
    const told = reader.next();
    await history().keep({ ...here(), name: "Told" });
    expect((await told).done).toBe(false);
    stop.abort();
  });
});

describe("titles", () => {
  it("are told of each version as they were then, with who changed them", async () => {
    await history().keep({ ...here(), name: "first" });
    const rename = (who: TestPerson, title: string) => callerFor(app, who).notebooks.rename({ ...here(), title });
    await rename(ben, "Herons");
    await rename(ben, "Herons");
    await write(ana, "a", "more");
    await history().keep({ ...here(), name: "second" });
    await rename(ana, "Storks");
    const { versions, renames, title } = await history(vic).list(here());
    expect(versions.map((version) => [version.name, version.title])).toEqual([
      ["second", "Herons"],
      ["first", "History"],
    ]);
    expect(renames.map(({ before, title: after, by }) => [before, after, by?.name])).toEqual([
      ["Herons", "Storks", "Ana"],
      ["History", "Herons", "Ben"],
    ]);
    expect(title).toBe("Storks");
  });

  it("are those of the moment where an automatic version gets a name", async () => {
    await captureVersions(app, notebookId, minutes(6));
    await callerFor(app, ana).notebooks.rename({ ...here(), title: "Final" });
    await history().keep({ ...here(), name: "handed in" });
    expect((await history().list(here())).versions[0]).toMatchObject({ name: "handed in", title: "Final" });
  });
});

describe("who changed what", () => {
  it("names for each cell the people of the connections, between two versions and up to now", async () => {
    const from = await history().keep({ ...here(), name: "from" });
    await write(ben, "a", "const a = 1; // ben");
    await write(ana, "b", "ana's");
    const to = await history().keep({ ...here(), name: "to" });
    await write(vic, "b", "not ana's");
    await app.rooms.edit(notebookId, ben.userId, (doc) => deleteCells(doc, ["a"]));
    const said = async (toVersionId: string | null) => {
      const { people, cells } = await history(vic).changes({ ...here(), fromVersionId: from.id, toVersionId });
      return Object.fromEntries(
        Object.entries(cells).map(([id, { by }]) => [id, by.map(({ person }) => people[person]?.name).sort()]),
      );
    };
    expect(await said(to.id)).toEqual({ a: ["Ben"], b: ["Ana"] });
    expect(await said(null)).toEqual({ a: ["Ben"], b: ["Ana", "Vic"] });
  });
});

describe("restoring", () => {
  it("is an edit like any other: it is in the log, and what was before is a version", async () => {
    const { id: savedVersionId } = await history().keep({ ...here(), name: "good" });
    await write(ben, "a", "broken");
    await write(ben, "b", "new");
    const content = await history().read({ ...here(), savedVersionId });
    await history(ben).keep({ ...here(), name: null });
    await app.rooms.edit(notebookId, ben.userId, (doc) => restoreNotebook(doc, content, null));
    const now = () => app.rooms.read(notebookId).then((cells) => cells.map(({ source }) => source).filter(Boolean));
    expect(await now()).toEqual(["const a = 1;"]);
    const [before] = (await history().list(here())).versions;
    expect(await sourcesOf(before!.id)).toEqual(["broken", "new"]);
    const old = await history().read({ ...here(), savedVersionId: before!.id });
    await app.rooms.edit(notebookId, ben.userId, (doc) => restoreCell(doc, old, "b", null));
    expect(await now()).toEqual(["const a = 1;", "new"]);
  });
});

describe("rights", () => {
  it("lets viewers look and not keep", async () => {
    const { id: savedVersionId } = await history().keep({ ...here(), name: "one" });
    expect((await history(vic).read({ ...here(), savedVersionId })).cells.length).toBeGreaterThan(0);
    await expect(history(vic).keep({ ...here(), name: "mine" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(history(vic).name({ ...here(), savedVersionId, name: null })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("knows no version of another notebook", async () => {
    const { id: savedVersionId } = await history().keep({ ...here(), name: "one" });
    const other = await callerFor(app, ana).notebooks.create({ workspace, title: "Other" });
    const there = { workspace, notebookId: other.id };
    await expect(history().read({ ...there, savedVersionId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(history().name({ ...there, savedVersionId, name: "x" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(
      history().changes({ ...there, fromVersionId: savedVersionId, toVersionId: null }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await app.db.select().from(notebookVersions).where(eq(notebookVersions.notebookId, other.id))).toEqual([]);
  });
});
