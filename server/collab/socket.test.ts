import { eq, sql } from "drizzle-orm";
import { WebSocket as PlainSocket } from "ws";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { closeCodes, MAX_MESSAGE_BYTES, syncTypes } from "@/lib/collab/protocol";
import { insertCell } from "@/lib/notebook/edit";
import { notebooks, notebookUpdates } from "@/server/db/schema/notebooks";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { deleteNotebook } from "@/server/features/notebooks/manage-notebooks";
import { joinWorkspace, removeMember, setRole } from "@/server/features/people/members";
import { requireMember } from "@/server/features/people/membership";
import { createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import { Rooms } from "./rooms";
import { savedCount, syncMessage } from "./testing";
import { conflictingSiblings, everyOtherDeleted, longText } from "./testing-hostile";
import { closedOf, collabUrl, openOf, socketOf } from "./testing-sockets";
import { Trials } from "./trial";

/** What a fast machine applies within the usual limit must be refused here too. */
const trials = new Trials({ applyMs: 1000 });

let server: TestServer;
let rooms: Rooms;
let ana: TestPerson, vic: TestPerson, eve: TestPerson;
let workspaceId: string;
let slug: string;
let id: string;
let historyId: string;

beforeAll(async () => {
  server = await createTestServer();
  const { db, log } = server.app;
  rooms = server.app.rooms = new Rooms({ db, log, tryUpdate: (trial) => trials.try(trial) });
  [ana, vic, eve] = await Promise.all([
    createPerson(server.app, "Ana"),
    createPerson(server.app, "Vic"),
    createPerson(server.app, "Eve"),
  ]);
  ({ id: workspaceId, slug } = await createWorkspace(server.app, [
    [ana, "owner"],
    [vic, "viewer"],
  ]));
  await createWorkspace(server.app, [[eve, "owner"]]);
});
afterAll(async () => {
  await rooms.close();
  trials.close();
  await server.close();
});
beforeEach(async () => {
  ({ id, historyId } = await createNotebookWithCells(server.app, {
    workspaceId,
    title: "N",
    cells: [{ id: "first", type: "ts" }],
    userId: ana.userId,
  }));
});

const address = (notebookId = id, history = historyId) => `${collabUrl(server)}/${notebookId}?history=${history}`;

async function connect(person: TestPerson, scopes?: ("read" | "write")[]) {
  const Socket = await socketOf(server, person, scopes);
  const socket = new Socket(address());
  socket.binaryType = "arraybuffer";
  const received: Uint8Array[] = [];
  socket.onmessage = ({ data }) => void received.push(new Uint8Array(data as ArrayBuffer));
  await openOf(socket);
  await expect.poll(() => received.length, { timeout: 30_000 }).toBeGreaterThan(0);
  const savedUpTo = (count: number) =>
    expect.poll(() => Math.max(0, ...received.map((m) => savedCount(m) ?? 0)), { timeout: 30_000 }).toBe(count);
  const send = (message: Uint8Array) => socket.send(new Uint8Array(message));
  return { socket, send, received, savedUpTo, closed: closedOf(socket) };
}

function edit(cellId: string): Uint8Array {
  const doc = new Y.Doc();
  insertCell(doc, "end", { id: cellId, type: "md", source: cellId });
  return syncMessage(syncTypes.update, Y.encodeStateAsUpdate(doc));
}

const cellIds = async () => (await server.app.rooms.read(id)).map((cell) => cell.id).sort();

describe("an update that would hold the server", () => {
  /** Sends it on ground that is saved, and asks the server until the socket is closed. */
  async function attack(ground: Uint8Array, hostile: Uint8Array) {
    const attacker = await connect(ana);
    attacker.send(syncMessage(syncTypes.update, ground));
    await attacker.savedUpTo(1);
    const before = (await server.app.db.select().from(notebookUpdates)).length;
    let ended = false;
    void attacker.closed.then(() => (ended = true));
    attacker.send(syncMessage(syncTypes.update, hostile));
    let answers = 0;
    while (!ended) {
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
      answers++;
    }
    expect(answers, "answers while it was tried").toBeGreaterThan(10);
    expect((await attacker.closed).code).toBe(closeCodes.malformed);
    expect(await server.app.db.select().from(notebookUpdates)).toHaveLength(before);
  }

  it("by conflicts without number is tried elsewhere and refused", async () => {
    await attack(longText(250_000), conflictingSiblings(250_000));
  });

  it("by splitting without end is tried elsewhere and refused", async () => {
    await attack(longText(1_600_000), everyOtherDeleted(1_600_000));
  });

  it("does not keep others waiting", async () => {
    const [attacker, ben] = [await connect(ana), await connect(ana)];
    attacker.send(syncMessage(syncTypes.update, longText(250_000)));
    await attacker.savedUpTo(1);
    attacker.send(syncMessage(syncTypes.update, conflictingSiblings(250_000)));
    ben.send(edit("meanwhile"));
    await ben.savedUpTo(1);
    expect(attacker.socket.readyState).toBe(attacker.socket.OPEN);
    expect(await cellIds()).toContain("meanwhile");
    await attacker.closed;
  });
});

describe("who may connect", () => {
  it("turns away people without credentials, of other workspaces, and unknown notebooks", async () => {
    expect(await closedOf(new PlainSocket(address()) as unknown as WebSocket)).toMatchObject({
      code: closeCodes.signedOut,
    });
    const Eve = await socketOf(server, eve);
    expect(await closedOf(new Eve(address()))).toMatchObject({ code: closeCodes.gone });
    const Ana = await socketOf(server, ana);
    expect(await closedOf(new Ana(address("nowhere")))).toMatchObject({ code: closeCodes.gone });
  });

  it("turns away a client of another history before it hears anything", async () => {
    const Ana = await socketOf(server, ana);
    const socket = new Ana(address(id, "older"));
    let heard = 0;
    socket.onmessage = () => heard++;
    expect(await closedOf(socket)).toMatchObject({ code: closeCodes.otherHistory });
    expect(heard).toBe(0);
  });

  it("closes the socket of a viewer, and of a token that may only read, when it writes", async () => {
    for (const visitor of [await connect(vic), await connect(ana, ["read"])]) {
      visitor.send(edit("forged"));
      expect(await visitor.closed).toMatchObject({ code: closeCodes.forbidden });
    }
    expect(await cellIds()).toEqual(["first"]);
  });

  it("lets people go on with the rights they have now when these change", async () => {
    const workspace = await requireMember(server.app, ana.userId, slug, "owner");
    const visitor = await connect(vic);
    await setRole(server.app, workspace, ana.userId, vic.userId, "editor");
    expect(await visitor.closed).toMatchObject({ code: closeCodes.rightsChanged });
    const editor = await connect(vic);
    editor.send(edit("allowed"));
    await editor.savedUpTo(1);
    await setRole(server.app, workspace, ana.userId, vic.userId, "viewer");
    expect(await editor.closed).toMatchObject({ code: closeCodes.rightsChanged });
    const guest = await createPerson(server.app, "Guest");
    await joinWorkspace(server.app.db, workspaceId, guest.userId, "editor");
    const leaving = await connect(guest);
    await removeMember(server.app, workspace, ana.userId, guest.userId);
    expect(await leaving.closed).toMatchObject({ code: closeCodes.rightsChanged });
    const Guest = await socketOf(server, guest);
    expect(await closedOf(new Guest(address()))).toMatchObject({ code: closeCodes.gone });
  });

  it("sends everyone away from a notebook that is deleted, edits committed", async () => {
    const visitor = await connect(ana);
    visitor.send(edit("last"));
    await visitor.savedUpTo(1);
    await deleteNotebook(server.app, workspaceId, id, ana.userId);
    expect(await visitor.closed).toMatchObject({ code: closeCodes.gone });
    const Ana = await socketOf(server, ana);
    expect(await closedOf(new Ana(address()))).toMatchObject({ code: closeCodes.gone });
  });
});

describe("what clients send", () => {
  it("closes only the socket that sends an oversized, a text or a malformed frame", async () => {
    const good = await connect(ana);
    const [big, text, bad] = [await connect(ana), await connect(ana), await connect(ana)];
    big.send(new Uint8Array(MAX_MESSAGE_BYTES + 1));
    text.socket.send("hello");
    bad.send(new Uint8Array([0, 2, 200, 1]));
    expect((await big.closed).code).toBe(1009);
    expect((await text.closed).code).toBe(closeCodes.malformed);
    expect((await bad.closed).code).toBe(closeCodes.malformed);
    good.send(edit("fine"));
    await good.savedUpTo(1);
    expect(await cellIds()).toEqual(["fine", "first"]);
  });

  it("says who wrote what by the connection, in the log", async () => {
    const visitor = await connect(ana);
    visitor.send(edit("mine"));
    await visitor.savedUpTo(1);
    const rows = await server.app.db
      .select({ userId: notebookUpdates.userId })
      .from(notebookUpdates)
      .where(eq(notebookUpdates.notebookId, id));
    expect(rows).toEqual([{ userId: ana.userId }, { userId: ana.userId }]);
    const [row] = await server.app.db.select({ title: notebooks.title }).from(notebooks).where(eq(notebooks.id, id));
    expect(row).toEqual({ title: "N" });
  });

  it("drops a client that does not read, and nobody else", async () => {
    const [writer, lazy] = [await connect(ana), await connect(vic)];
    if (!(lazy.socket instanceof PlainSocket)) throw new Error("not a socket of ws");
    lazy.socket.pause();
    const doc = new Y.Doc();
    doc.on("update", (update: Uint8Array) => writer.send(syncMessage(syncTypes.update, update)));
    for (let i = 0; i < 40; i++)
      insertCell(doc, "end", { id: `big${i}`, type: "md", source: `${i % 10}`.repeat(1_000_000) });
    await writer.savedUpTo(40);
    lazy.socket.resume();
    expect((await lazy.closed).code).toBe(1006);
    expect(writer.socket.readyState).toBe(writer.socket.OPEN);
  });
});

describe("losing the database", () => {
  it("commits what came while connections were killed, and acknowledges nothing before", async () => {
    const visitor = await connect(ana);
    for (let i = 0; i < 20; i++) {
      visitor.send(edit(`c${i}`));
      if (i % 5 === 0) await killConnections();
    }
    await visitor.savedUpTo(20);
    const doc = new Y.Doc();
    for (const { update } of await server.app.db
      .select()
      .from(notebookUpdates)
      .where(eq(notebookUpdates.notebookId, id)))
      Y.applyUpdate(doc, update);
    expect(doc.getMap("cells").size).toBe(21);
  });
});

/** As a restart of the database does. */
async function killConnections(): Promise<void> {
  await server.app.db
    .execute(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    .catch(() => undefined);
}
