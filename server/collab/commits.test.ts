import { describe, expect, it } from "vitest";
import { closeCodes, syncTypes } from "@/lib/collab/protocol";
import { readSources } from "@/lib/notebook/doc";
import { insertCell } from "@/lib/notebook/edit";
import { lastTrouble, replay, syncMessage } from "./testing";
import { Rooms } from "./rooms";
import { Author, log, openRoom, update, updatesTo } from "./testing-room";

describe("on a full disk", () => {
  const fullDisk = async () => {
    const made = await openRoom({ noSpaceDelay: 1 });
    made.store.isDiskFull = true;
    const [ana, ben] = [made.join("ana"), made.join("ben")];
    made.room.receive(ana, update(new Author().add("a")));
    await expect.poll(() => lastTrouble(ana)).toContain("disk is full");
    return { ...made, ana, ben };
  };

  it("tells everyone, keeps the edit, calls it saved once there is space, and tells that too", async () => {
    const { store, room, join, ana, ben } = await fullDisk();
    expect(lastTrouble(ben)).toContain("disk is full");
    expect(lastTrouble(join("cy"))).toContain("disk is full");
    room.receive(ben, update(new Author().add("b")));
    expect([ana.closed, ben.closed, ana.saved, ben.saved]).toEqual([null, null, 0, 0]);
    expect(updatesTo(ana)).toBe(1);
    store.isDiskFull = false;
    await room.flushed();
    expect([ana.saved, ben.saved, lastTrouble(ana), lastTrouble(ben)]).toEqual([1, 1, null, null]);
    expect(
      readSources(replay(store))
        .map((cell) => cell.id)
        .sort(),
    ).toEqual(["a", "b"]);
    expect(lastTrouble(join("dee"))).toBeUndefined();
  });

  it("tells an edit of the server at once that it is not stored, and stores it later all the same", async () => {
    const { store, rooms, room } = await fullDisk();
    const edit = rooms.edit("n", "ana", (doc) => insertCell(doc, "end", { id: "s", type: "md" }));
    await expect(edit).rejects.toMatchObject({ code: "NO_SPACE" });
    store.isDiskFull = false;
    await room.flushed();
    expect(readSources(replay(store))).toHaveLength(2);
  });

  it("does not keep the server from stopping: clients are told to come back, with their edits", async () => {
    const { rooms, ana } = await fullDisk();
    await rooms.close();
    expect(ana.closed?.code).toBe(closeCodes.unavailable);
    expect(ana.saved).toBe(0);
  });

  it("stays in memory without people, for it alone has the edits", async () => {
    const { store, rooms, room, release, ana, ben } = await fullDisk();
    for (const peer of [ana, ben]) room.leave(peer);
    release();
    let tries = 0;
    store.beforeCommit = () => Promise.resolve(void tries++);
    await expect.poll(() => tries).toBeGreaterThan(5);
    expect(rooms.size).toBe(1);
    store.isDiskFull = false;
    await expect.poll(() => rooms.size).toBe(0);
    expect(readSources(replay(store))).toHaveLength(1);
  });
});

describe("saving", () => {
  it("tells others at once, and the sender that it is saved only after the commit", async () => {
    const { store, room, join } = await openRoom();
    let commit = () => undefined as void;
    store.beforeCommit = () => new Promise((resolve) => (commit = resolve));
    const [ana, ben] = [join("ana"), join("ben")];
    room.receive(ana, update(new Author().add("a")));
    expect(updatesTo(ben)).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ana.saved).toBe(0);
    commit();
    await room.flushed();
    expect(ana.saved).toBe(1);
    expect(ben.saved).toBe(0);
    expect(readSources(replay(store)).map((cell) => cell.id)).toEqual(["a"]);
  });

  it("commits what one person sends in one turn as one row, and keeps two people's rows apart", async () => {
    const { store, room, join } = await openRoom();
    const [ana, ben] = [join("ana"), join("ben")];
    const [a, b] = [new Author(), new Author()];
    for (let i = 0; i < 10; i++) room.receive(ana, update(a.add(`a${i}`)));
    room.receive(ben, update(b.add("b")));
    await room.flushed();
    expect(store.entries.map((entry) => entry.userId)).toEqual(["ana", "ben"]);
    expect([ana.saved, ben.saved]).toEqual([10, 1]);
  });

  it("logs nothing for what it has already, and calls it saved", async () => {
    const { store, room, join } = await openRoom();
    const ana = join("ana");
    const bytes = new Author().add("a");
    room.receive(ana, update(bytes));
    await room.flushed();
    room.receive(ana, syncMessage(syncTypes.step2, bytes));
    await room.flushed();
    expect(store.entries).toHaveLength(1);
    expect(ana.saved).toBe(2);
  });

  it("logs an update whose ground is missing before it calls it saved, and applies it when the ground comes", async () => {
    const { store, rooms, room, join } = await openRoom();
    const ana = join("ana");
    const author = new Author();
    const [first, second] = [author.add("a"), author.add("b")];
    room.receive(ana, update(second));
    await room.flushed();
    expect(ana.saved).toBe(1);
    expect(store.entries).toHaveLength(1);
    room.receive(ana, update(first));
    await room.flushed();
    expect(readSources(room.doc).map((cell) => cell.id)).toEqual(["a", "b"]);
    expect(readSources(replay(store))).toEqual(await rooms.read("n"));
  });

  it("gives the sender of the missing ground what had waited for it", async () => {
    const { room, join } = await openRoom();
    const [ana, ben] = [join("ana"), join("ben")];
    const author = new Author();
    const [first, second] = [author.add("a"), author.add("b")];
    room.receive(ana, update(second));
    expect([updatesTo(ana), updatesTo(ben)]).toEqual([0, 0]);
    room.receive(ben, update(first));
    expect([updatesTo(ana), updatesTo(ben)]).toEqual([1, 1]);
    room.receive(ben, update(author.add("c")));
    expect([updatesTo(ana), updatesTo(ben)]).toEqual([2, 1]);
  });

  it("stops reading from clients that write faster than it commits, and goes on after the commit", async () => {
    const { store, room, join } = await openRoom({ maxWaitingBytes: 20_000 });
    let commit = () => undefined as void;
    store.beforeCommit = () => new Promise((resolve) => (commit = resolve));
    const [ana, author] = [join("ana"), new Author()];
    room.receive(ana, update(author.edit((doc) => insertCell(doc, "end", { type: "ts", source: "x".repeat(8000) }))));
    expect(ana.isPaused).toBe(true);
    expect(join("late").isPaused).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    commit();
    await room.flushed();
    expect([ana.isPaused, ana.saved, room.isOpen]).toEqual([false, 1, true]);
  });

  it("tries a failed commit again, and acknowledges it once", async () => {
    const { store, room, join } = await openRoom();
    const ana = join("ana");
    store.failures = 2;
    room.receive(ana, update(new Author().add("a")));
    await room.flushed();
    expect(ana.saved).toBe(1);
    expect(store.entries).toHaveLength(1);
  });

  it("sends everyone away unacknowledged when commits keep failing, and starts anew from the log", async () => {
    const { store, rooms, room, join, release } = await openRoom();
    const [ana, vic] = [join("ana"), join("vic", true)];
    const author = new Author();
    room.receive(ana, update(author.add("kept")));
    await room.flushed();
    store.failures = 3;
    room.receive(ana, update(author.add("lost for now")));
    await room.flushed();
    expect(ana.saved).toBe(1);
    expect([ana.closed?.code, vic.closed?.code]).toEqual([closeCodes.unavailable, closeCodes.unavailable]);
    release();
    expect((await rooms.read("n")).map((cell) => cell.id)).toEqual(["kept"]);
    await expect(rooms.edit("n", "ana", (doc) => insertCell(doc, "end", { type: "md" }))).resolves.toBeTypeOf("string");
  });

  it("writes a snapshot after so many updates while the log stays, and loads from it", async () => {
    const { store, room, join, rooms } = await openRoom({ snapshotEvery: 3 });
    const ana = join("ana");
    const author = new Author();
    for (let i = 0; i < 7; i++) {
      room.receive(ana, update(author.add(`c${i}`)));
      await room.flushed();
    }
    expect(store.snapshot?.upTo).toBe(6);
    expect(store.entries).toHaveLength(7);
    const again = await new Rooms({ store, log }).read("n");
    expect(again).toEqual(await rooms.read("n"));
    expect(again).toHaveLength(7);
  });

  it("commits and acknowledges everything before it closes", async () => {
    const { store, rooms, room, join } = await openRoom();
    const ana = join("ana");
    room.receive(ana, update(new Author().add("a")));
    await rooms.close();
    expect(ana.saved).toBe(1);
    expect(ana.closed?.code).toBe(1012);
    expect(store.entries).toHaveLength(1);
    await expect(rooms.acquire("n")).rejects.toThrow(/stopping/);
  });
});
