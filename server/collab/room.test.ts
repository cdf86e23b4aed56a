import * as encoding from "lib0/encoding";
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { closeCodes, messageTypes, syncTypes } from "@/lib/collab/protocol";
import { cellMap, readSources } from "@/lib/notebook/doc";
import { insertCell } from "@/lib/notebook/edit";
import { awarenessMessage, readMessage } from "./messages";
import { Rooms } from "./rooms";
import { helloFor, MemoryLog, RecordingPeer, replay, syncMessage } from "./testing";
import { Author, log, openRoom, update, updatesTo } from "./testing-room";

const RANDOM_MESSAGES = process.env.QUIRE_SOAK ? 500_000 : 20_000;

describe("a large update", () => {
  const patience = { timeout: 30_000 };
  const paste = () =>
    new Author().edit((doc) => insertCell(doc, "end", { id: "big", type: "md", source: "x".repeat(2_000_000) }));

  it("is tried, applied and saved, and what the client sends after it comes after it", async () => {
    const { store, room, join } = await openRoom();
    const ana = join("ana");
    room.receive(ana, update(paste()));
    room.receive(ana, update(new Author().add("after")));
    expect(readSources(room.doc)).toEqual([]);
    await expect.poll(() => ana.saved, patience).toBe(2);
    expect(ana.isPaused).toBe(false);
    expect(
      readSources(replay(store))
        .map((cell) => cell.id)
        .sort(),
    ).toEqual(["after", "big"]);
  });

  it("that consists of many small things is tried, and taken where it is harmless", async () => {
    const { room, join } = await openRoom();
    const ana = join("ana");
    const author = new Author();
    const bytes = author.edit((doc) => {
      for (let i = 0; i < 1000; i++) insertCell(doc, "end", { id: `c${i}`, type: "md", source: "" });
    });
    room.receive(ana, update(bytes));
    await expect.poll(() => ana.saved, patience).toBe(1);
    expect(readSources(room.doc)).toHaveLength(1000);
  });

  it("that could not be tried is not held against its sender, who comes back with it; one that failed is", async () => {
    for (const [verdict, code] of [
      ["unable", closeCodes.unavailable],
      ["slow", closeCodes.malformed],
      ["failed", closeCodes.malformed],
    ] as const) {
      const rooms = new Rooms({ store: new MemoryLog(), log, tryUpdate: () => Promise.resolve(verdict), idleMs: 0 });
      const { room, release } = await rooms.acquire("n");
      const [ana, ben] = ["ana", "ben"].map((name) => new RecordingPeer(helloFor(name)));
      for (const peer of [ana!, ben!]) room.join(peer);
      room.receive(ana!, update(paste()));
      await room.tried();
      expect([ana?.closed?.code, ben?.closed]).toEqual([code, null]);
      expect(Buffer.byteLength(ana?.closed?.reason ?? "")).toBeLessThanOrEqual(123);
      expect(readSources(room.doc)).toEqual([]);
      release();
    }
  });

  it("whose sender has gone meanwhile is dropped", async () => {
    const { room, join } = await openRoom();
    const ana = join("ana");
    const ben = join("ben");
    room.receive(ana, update(paste()));
    room.leave(ana);
    room.receive(ben, update(paste()));
    await expect.poll(() => ben.saved, patience).toBe(1);
    expect(readSources(room.doc)).toHaveLength(1);
  });
});

describe("what clients may not do", () => {
  it("lets a viewer read and show presence, and closes the socket of one that writes", async () => {
    const { store, room, join } = await openRoom();
    const [vic, ana] = [join("vic", true), join("ana")];
    room.receive(vic, syncMessage(syncTypes.step1, Y.encodeStateVector(new Y.Doc())));
    expect(vic.closed).toBeNull();
    expect(vic.sent.some((message) => message[0] === messageTypes.sync && message[1] === syncTypes.step1)).toBe(false);
    room.receive(vic, update(new Author().add("forged")));
    await room.flushed();
    expect(vic.closed?.code).toBe(closeCodes.forbidden);
    expect([store.entries.length, updatesTo(ana)]).toEqual([0, 0]);
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["an unknown type", new Uint8Array([77, 1, 2])],
    ["an unknown sync message", syncMessage(9, new Uint8Array([0]))],
    ["an empty update", update(new Uint8Array())],
    ["a cut update", update(new Author().add("a").slice(0, -5))],
    ["an update of garbage", update(new Uint8Array([255, 255, 255, 255, 255, 15, 3, 3, 3]))],
    ["a length past the end", new Uint8Array([0, 2, 255, 255, 3, 1])],
    ["a state vector of garbage", syncMessage(syncTypes.step1, new Uint8Array([200, 1]))],
    ["an awareness state that is no object", awarenessMessage(awarenessOf(1, 1, '"x"'))],
    ["an awareness state that is no JSON", awarenessMessage(awarenessOf(1, 1, "{"))],
    ["an awareness state too long", awarenessMessage(awarenessOf(1, 1, JSON.stringify({ x: "y".repeat(10_000) })))],
  ])("closes only the socket that sends %s", async (_what, message) => {
    const { room, join } = await openRoom();
    const [eve, ana] = [join("eve"), join("ana")];
    room.receive(eve, message);
    expect(eve.closed?.code).toBe(closeCodes.malformed);
    room.receive(ana, update(new Author().add("a")));
    await room.flushed();
    expect([ana.closed, ana.saved]).toEqual([null, 1]);
    expect(readSources(room.doc)).toHaveLength(1);
  });

  it(`survives ${RANDOM_MESSAGES} random messages`, async () => {
    const { room, join } = await openRoom();
    const valid = update(new Author().add("a"));
    let state = 1;
    const byte = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24;
    for (let i = 0; i < RANDOM_MESSAGES; i++) {
      const eve = join("eve");
      const message = i % 2 ? valid.slice() : new Uint8Array(byte() % 40).map(byte);
      if (i % 2) for (let n = 0; n < 3; n++) message[(byte() * 256 + byte()) % message.length] = byte();
      room.receive(eve, message);
      room.leave(eve);
      if (!room.isOpen) throw new Error(`message ${i} broke the room: ${[...message].join(",")}`);
    }
    const ana = join("ana");
    room.receive(ana, update(new Author().add("alive")));
    await room.flushed();
    expect(ana.saved).toBe(1);
    expect(readSources(room.doc).map((cell) => cell.id)).toContain("alive");
  });

  it("refuses edits of a document that has grown too large, and updates whose ground never comes", async () => {
    const { room, join } = await openRoom({ maxDocumentBytes: 4000, maxWaitingBytes: 2000 });
    const [eve, ana] = [join("eve"), join("ana")];
    room.receive(
      eve,
      update(new Author().edit((doc) => insertCell(doc, "end", { type: "ts", source: "x".repeat(5000) }))),
    );
    expect(eve.closed?.code).toBe(closeCodes.tooLarge);
    for (let i = 0; i < 20 && !ana.closed; i++) {
      const author = new Author();
      author.add("never sent");
      room.receive(ana, update(author.add("x".repeat(200))));
      await room.flushed();
    }
    expect(ana.closed?.code).toBe(closeCodes.malformed);
    expect(room.isOpen).toBe(true);
  });

  it("answers only so many requests for the whole state", async () => {
    const { room, join } = await openRoom();
    const eve = join("eve");
    for (let i = 0; i < 30; i++) room.receive(eve, syncMessage(syncTypes.step1, new Uint8Array([0])));
    expect(eve.closed?.code).toBe(closeCodes.malformed);
  });
});

function awarenessOf(clientId: number, clock: number, json: string): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, clientId);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, json);
  });
}

/** What a peer sees of others, from all awareness messages that it was sent. */
function seenBy(peer: RecordingPeer): Map<number, { user?: { id: string } }> {
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState(null);
  for (const message of peer.sent) {
    const parsed = message[0] === messageTypes.awareness ? readMessage(message) : null;
    if (parsed?.type === "awareness") applyAwarenessUpdate(awareness, parsed.update, null);
  }
  const states = new Map(awareness.getStates());
  awareness.destroy();
  return states;
}

describe("presence", () => {
  const show = (clientId: number, clock: number, state: object | null) =>
    awarenessMessage(awarenessOf(clientId, clock, JSON.stringify(state)));

  it("puts the connection's own person on every state", async () => {
    const { room, join } = await openRoom();
    const [eve, ana] = [join("eve"), join("ana")];
    room.receive(eve, show(7, 1, { user: { id: "ana", name: "Ana" }, cell: "c" }));
    expect(seenBy(ana).get(7)).toEqual({ user: helloFor("eve").user, cell: "c" });
  });

  it("lets a connection speak for one client only, and for nobody else's", async () => {
    const { room, join } = await openRoom();
    const [ana, eve] = [join("ana"), join("eve")];
    room.receive(ana, show(1, 1, { cell: "a" }));
    room.receive(eve, show(2, 1, { cell: "e" }));
    room.receive(eve, show(3, 1, { cell: "second" }));
    room.receive(eve, show(1, 9, null));
    const thief = join("thief");
    room.receive(thief, show(1, 9, { cell: "taken" }));
    const seen = seenBy(join("ben"));
    expect([...seen.keys()].sort()).toEqual([1, 2]);
    expect(seen.get(1)).toMatchObject({ user: { id: "ana" }, cell: "a" });
  });

  it("lets a person's newer connection take its client over, and takes the state away with the last", async () => {
    const { room, join } = await openRoom();
    const old = join("ana");
    room.receive(old, show(1, 1, { cell: "a" }));
    const newer = join("ana");
    room.receive(newer, show(1, 2, { cell: "b" }));
    room.leave(old);
    expect(seenBy(join("ben")).get(1)).toMatchObject({ cell: "b" });
    room.leave(newer);
    expect(seenBy(join("cem")).size).toBe(0);
  });

  it("accepts what y-protocols encodes, and answers who asks for everyone", async () => {
    const { room, join } = await openRoom();
    const awareness = new Awareness(new Y.Doc());
    awareness.setLocalState({ cell: "a" });
    const [ana, ben] = [join("ana"), join("ben")];
    room.receive(ana, awarenessMessage(encodeAwarenessUpdate(awareness, [awareness.clientID])));
    ben.sent.length = 0;
    room.receive(ben, new Uint8Array([messageTypes.queryAwareness]));
    expect(seenBy(ben).get(awareness.clientID)).toMatchObject({ cell: "a", user: { id: "ana" } });
    awareness.destroy();
    expect(room.people()).toEqual([helloFor("ana").user, helloFor("ben").user]);
  });
});

describe("rooms", () => {
  it("loads a room once for all who ask at the same time, and lets it go when nobody needs it", async () => {
    const store = new MemoryLog();
    const rooms = new Rooms({ store, log, idleMs: 0 });
    const [a, b] = await Promise.all([rooms.acquire("n"), rooms.acquire("n")]);
    expect(a.room).toBe(b.room);
    a.release();
    a.release();
    b.release();
    await expect.poll(() => rooms.size).toBe(0);
    const c = await rooms.acquire("n");
    expect(c.room).not.toBe(a.room);
  });

  it("keeps a room that somebody asks for while it is about to go, edits and all", async () => {
    const store = new MemoryLog();
    let commit = () => undefined as void;
    const rooms = new Rooms({ store, log, idleMs: 0 });
    const first = await rooms.acquire("n");
    store.beforeCommit = () => new Promise((resolve) => (commit = resolve));
    first.room.doc.transact(() => insertCell(first.room.doc, "end", { id: "a", type: "ts" }));
    first.release();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await rooms.acquire("n");
    commit();
    await second.room.flushed();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(second.room).toBe(first.room);
    expect(rooms.size).toBe(1);
    second.release();
    await expect.poll(() => rooms.size).toBe(0);
    expect((await rooms.read("n")).map((cell) => cell.id)).toEqual(["a"]);
  });

  it("forgets a room that could not be loaded, so that the next try may work", async () => {
    const store = new MemoryLog();
    const load = store.load.bind(store);
    store.load = () => Promise.reject(new Error("the database is gone"));
    const rooms = new Rooms({ store, log });
    await expect(rooms.read("n")).rejects.toThrow("gone");
    store.load = load;
    await expect(rooms.read("n")).resolves.toEqual([]);
  });

  it("edits in a person's name, and resolves once that is committed", async () => {
    const store = new MemoryLog();
    const rooms = new Rooms({ store, log, limits: { retryDelays: [] } });
    await rooms.edit("n", "ana", (doc) => insertCell(doc, "end", { id: "a", type: "ts" }));
    expect(store.entries.map((entry) => entry.userId)).toEqual(["ana"]);
    store.failures = 1;
    await expect(rooms.edit("n", "ana", (doc) => cellMap(doc).clear())).rejects.toThrow(/could not be stored/);
    expect((await rooms.read("n")).map((cell) => cell.id)).toEqual(["a"]);
  });
});
