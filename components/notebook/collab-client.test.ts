/* eslint-disable @typescript-eslint/no-restricted-imports -- these tests run the client against the real server */
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { personColor } from "@/lib/collab/color";
import { readSources } from "@/lib/notebook/doc";
import { insertCell, setCellText } from "@/lib/notebook/edit";
import { collabUrl, socketOf } from "@/server/collab/testing-sockets";
import { notebooks } from "@/server/db/schema/notebooks";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { fillDisk } from "@/server/testing/full-disk";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import { CollabClient } from "./collab-client";

let server: TestServer;
let ana: TestPerson, ben: TestPerson, vic: TestPerson;
let workspaceId: string;
let notebook: { id: string; historyId: string };
const clients: CollabClient[] = [];

beforeAll(async () => {
  server = await createTestServer();
  [ana, ben, vic] = await Promise.all([
    createPerson(server.app, "Ana"),
    createPerson(server.app, "Ben"),
    createPerson(server.app, "Vic"),
  ]);
  ({ id: workspaceId } = await createWorkspace(server.app, [
    [ana, "owner"],
    [ben, "editor"],
    [vic, "viewer"],
  ]));
});
afterAll(() => server.close());
beforeEach(async () => {
  notebook = await createNotebookWithCells(server.app, {
    workspaceId,
    title: "N",
    cells: [{ id: "first", type: "ts", source: "1" }],
    userId: ana.userId,
  });
});
afterEach(() => clients.splice(0).forEach((client) => client.destroy()));

async function open(person: TestPerson, historyId = notebook.historyId): Promise<CollabClient> {
  const client = new CollabClient({
    url: collabUrl(server),
    notebookId: notebook.id,
    historyId,
    user: { id: person.userId, name: person.name, color: personColor(person.userId) },
    WebSocket: await socketOf(server, person),
    maxBackoffTime: 50,
  });
  clients.push(client);
  return client;
}

const loaded = (client: CollabClient) => expect.poll(() => client.getSnapshot().loaded, { timeout: 20_000 }).toBe(true);
const saved = (client: CollabClient) =>
  expect.poll(() => client.getSnapshot().saved, { timeout: 20_000 }).toBe("saved");
const textOf = (client: CollabClient) => readSources(client.doc).map((cell) => cell.source);

describe("two people in a notebook", () => {
  it("write in the same cell, see each other's edits, and are told when theirs are saved", async () => {
    const [a, b] = await Promise.all([open(ana), open(ben)]);
    await Promise.all([loaded(a), loaded(b)]);
    expect(a.getSnapshot()).toMatchObject({ connection: "connected", saved: "saved", readOnly: false });
    setCellText(a.doc, "first", "a1");
    setCellText(b.doc, "first", "1b");
    expect(a.getSnapshot().saved).toBe("saving");
    await Promise.all([saved(a), saved(b)]);
    await expect.poll(() => textOf(a)[0]).toBe("a1b");
    await expect.poll(() => textOf(b)[0]).toBe("a1b");
  });

  it("see who is here and in which cell, under the names that the server knows", async () => {
    const a = await open(ana);
    const liar = await open(ben);
    liar.provider.awareness.setLocalState({ user: { id: ana.userId, name: "Ana", color: "#000" } });
    await Promise.all([loaded(a), loaded(liar)]);
    liar.setCell("first");
    liar.setSelection({ cellId: "first", anchor: { a: 1 }, head: { a: 2 } });
    await expect
      .poll(() => a.getPeople().map(({ user, cell, isMe }) => [user.name, cell, isMe]))
      .toEqual([
        ["Ana", null, true],
        ["Ben", "first", false],
      ]);
    await expect
      .poll(() => a.selectionsIn("first").map(({ user, selection }) => [user.id, selection.anchor]))
      .toEqual([[ben.userId, { a: 1 }]]);
    expect(liar.selectionsIn("first")).toEqual([]);
    liar.destroy();
    await expect.poll(() => a.getPeople().length).toBe(1);
  });

  it("read without writing when they are viewers", async () => {
    const [a, v] = await Promise.all([open(ana), open(vic)]);
    await Promise.all([loaded(a), loaded(v)]);
    expect(v.getSnapshot()).toMatchObject({ readOnly: true, saved: "saved" });
    setCellText(a.doc, "first", "seen");
    await expect.poll(() => textOf(v)[0]).toBe("seen");
    setCellText(v.doc, "first", "forged");
    await expect.poll(() => v.getSnapshot().closed?.reason).toBe("forbidden");
    expect(v.getSnapshot()).toMatchObject({ connection: "closed", saved: "unsaved" });
    expect((await server.app.rooms.read(notebook.id))[0]?.source).toBe("seen");
  });
});

describe("interruptions", () => {
  it("keep edits made without a connection as unsaved, and save them when it is back", async () => {
    const a = await open(ana);
    await loaded(a);
    a.provider.disconnect();
    await expect.poll(() => a.getSnapshot().connection).toBe("offline");
    expect(a.getSnapshot().saved).toBe("saved");
    setCellText(a.doc, "first", "written offline");
    expect(a.getSnapshot().saved).toBe("unsaved");
    a.provider.connect();
    await saved(a);
    expect((await server.app.rooms.read(notebook.id))[0]?.source).toBe("written offline");
  });

  it("keep edits across a room that was let go, and one that failed", async () => {
    const a = await open(ana);
    await loaded(a);
    setCellText(a.doc, "first", "before");
    await server.app.rooms.expel(notebook.id, 4503, "test");
    setCellText(a.doc, "first", "before and after");
    await saved(a);
    await expect.poll(async () => (await server.app.rooms.read(notebook.id))[0]?.source).toBe("before and after");
  });
});

describe("a server whose disk is full", () => {
  it("says so to all who are there; what was written stays in the page, and is saved once there is space", async () => {
    const [a, b] = await Promise.all([open(ana), open(ben)]);
    await Promise.all([loaded(a), loaded(b)]);
    const free = await fillDisk(server.app.db, "notebook_updates");
    setCellText(a.doc, "first", "written on a full disk");
    await expect.poll(() => a.getSnapshot().trouble).toContain("disk is full");
    expect(a.getSnapshot()).toMatchObject({ connection: "connected", saved: "unsaved" });
    await expect.poll(() => b.getSnapshot()).toMatchObject({ trouble: a.getSnapshot().trouble, saved: "saved" });
    await expect.poll(() => textOf(b)).toEqual(["written on a full disk"]);
    b.provider.disconnect();
    b.provider.connect();
    await expect
      .poll(() => b.getSnapshot())
      .toMatchObject({ connection: "connected", trouble: a.getSnapshot().trouble });
    await free();
    await saved(a);
    await expect.poll(() => [a, b].map((client) => client.getSnapshot().trouble)).toEqual([null, null]);
    const { rows } = await server.app.db.execute(
      "select 1 from notebook_updates where notebook_id = '" + notebook.id + "'",
    );
    expect(rows).toHaveLength(2);
  });

  it("keeps what was written through a restart of the room, which says it anew", async () => {
    const a = await open(ana);
    await loaded(a);
    const free = await fillDisk(server.app.db, "notebook_updates");
    setCellText(a.doc, "first", "still here");
    await expect.poll(() => a.getSnapshot().saved).toBe("unsaved");
    await server.app.rooms.expel(notebook.id, 4503, "test");
    expect(textOf(a)).toEqual(["still here"]);
    await expect
      .poll(() => a.getSnapshot(), { timeout: 20_000 })
      .toMatchObject({
        connection: "connected",
        trouble: expect.stringContaining("disk is full") as unknown,
        saved: "unsaved",
      });
    await free();
    await saved(a);
    expect((await server.app.rooms.read(notebook.id))[0]?.source).toBe("still here");
  });
});

describe("a notebook with a new history", () => {
  it("is told to clients of the old one, who keep their edits as a fork", async () => {
    const a = await open(ana);
    await loaded(a);
    a.provider.disconnect();
    setCellText(a.doc, "first", "mine");
    insertCell(a.doc, "end", { id: "also mine", type: "md", source: "x" });
    await server.app.db.update(notebooks).set({ historyId: "restored" }).where(eq(notebooks.id, notebook.id));
    a.provider.connect();
    await expect.poll(() => a.getSnapshot().closed?.reason).toBe("historyChanged");
    expect(a.getSnapshot()).toMatchObject({ connection: "closed", saved: "unsaved" });
    expect(a.forkCells().map((cell) => cell.source)).toEqual(["mine", "x"]);
    const again = await open(ana, "restored");
    await loaded(again);
    expect(textOf(again)).toEqual(["1"]);
  });
});

it("does not reconnect to a notebook that is not there", async () => {
  notebook = { id: "nowhere", historyId: "none" };
  const a = await open(ana);
  await expect.poll(() => a.getSnapshot().closed?.reason).toBe("gone");
  expect(a.provider.shouldConnect).toBe(false);
});
