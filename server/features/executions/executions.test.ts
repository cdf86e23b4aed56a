import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import type { ExecutionEvent, WireChunk } from "@/lib/protocol/execution";
import type { OutputChunk } from "@/lib/protocol/output";
import { requireBlob } from "@/server/blobs/grant";
import { executionChunks } from "@/server/db/schema/notebooks";
import {
  callerFor,
  createPerson,
  createTestApp,
  createWorkspace,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";
import { readChunks, readExecutions } from "./execution-rows";
import { LiveSessions, sessionsOf } from "./live-sessions";
import { recoverExecutions } from "./record-execution";

const device = { kind: "browser", backend: "cpu", adapter: "test" } as const;

let app: TestApp;
let ana: TestPerson, ben: TestPerson, vic: TestPerson, eve: TestPerson;
let workspace: string;
let workspaceId: string;
let notebookId: string;

beforeAll(async () => {
  app = await createTestApp();
  [ana, ben, vic, eve] = await Promise.all([
    createPerson(app, "Ana"),
    createPerson(app, "Ben"),
    createPerson(app, "Vic"),
    createPerson(app, "Eve"),
  ]);
  ({ slug: workspace, id: workspaceId } = await createWorkspace(app, [
    [ana, "owner"],
    [ben, "editor"],
    [vic, "viewer"],
  ]));
  await createWorkspace(app, [[eve, "owner"]]);
  notebookId = (await as(ana).notebooks.create({ workspace, title: "N" })).id;
});
afterAll(() => app.close());

const as = (person: TestPerson) => callerFor(app, person);
const sent = (seq: number, chunk: OutputChunk) => ({ seq, json: JSON.stringify(chunk) });
const line = (text: string): OutputChunk => ({ kind: "console", level: "log", bundles: [{ "text/plain": text }] });
const curve = (id: string, value: unknown): OutputChunk => ({
  kind: "display",
  id,
  bundle: { "application/json": value as string },
});

async function begin(person = ana, cellId = newId()) {
  const { sessionId } = await as(person).executions.openSession({ workspace, notebookId, device });
  const executionId = newId();
  await as(person).executions.begin({ workspace, notebookId, sessionId, executionId, cellId, code: "1 + 1" });
  return { sessionId, executionId, cellId };
}

const stored = async (executionId: string): Promise<WireChunk[]> =>
  (await readChunks(app, [executionId])).get(executionId)!;
const statusOf = async (executionId: string) => (await readExecutions(app, [executionId]))[0]!.status;

/** Collects what a watcher is told until the condition holds. */
async function watchUntil(
  person: TestPerson,
  done: (events: ExecutionEvent[]) => boolean,
  during: () => Promise<unknown>,
): Promise<ExecutionEvent[]> {
  const events: ExecutionEvent[] = [];
  let acted: Promise<unknown> | null = null;
  for await (const event of await as(person).executions.watch({ workspace, notebookId })) {
    events.push(event);
    acted ??= during();
    if (done(events)) break;
  }
  await acted;
  return events;
}

describe("recording", () => {
  it("stamps who, where and when by itself, and numbers the executions of a cell", async () => {
    const first = await begin(ben);
    const second = await begin(ana, first.cellId);
    const [a] = await readExecutions(app, [first.executionId]);
    const [b] = await readExecutions(app, [second.executionId]);
    expect(a).toMatchObject({ user: { id: ben.userId, name: "Ben" }, number: 1, status: "running", device });
    expect(b).toMatchObject({ user: { name: "Ana" }, number: 2 });
    expect(a!.codeHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("answers a repeated begin, append and end as the first time, storing nothing twice", async () => {
    const { executionId, sessionId, cellId } = await begin();
    await as(ana).executions.begin({ workspace, notebookId, sessionId, executionId, cellId, code: "1 + 1" });
    const chunks = [sent(0, line("a")), sent(1, line("b"))];
    await as(ana).executions.append({ workspace, executionId, chunks });
    await as(ana).executions.append({ workspace, executionId, chunks: [...chunks, sent(2, line("c"))] });
    await as(ana).executions.end({ workspace, executionId, status: "succeeded" });
    await as(ana).executions.end({ workspace, executionId, status: "succeeded" });
    expect((await stored(executionId)).map((chunk) => chunk.seq)).toEqual([0, 1, 2]);
    await expect(as(ana).executions.append({ workspace, executionId, chunks: [sent(3, line("d"))] })).rejects.toThrow(
      /has ended \(succeeded\)/,
    );
    await expect(as(ana).executions.end({ workspace, executionId, status: "failed" })).rejects.toThrow(/has ended/);
  });

  it("ends the open runs of a cell that was stopped or failed, for its kernel may be gone, and leaves those of others", async () => {
    const start = async () => {
      const { executionId } = await begin();
      const source = { notebookId, executionId, cells: [], kernelSeed: 0 };
      const { runId } = await as(ana).runs.start({ workspace, name: "stopped", device, source });
      return { executionId, runId };
    };
    const [stopped, failed, succeeded, other] = [await start(), await start(), await start(), await start()];
    await as(ana).executions.end({ workspace, executionId: stopped.executionId, status: "cancelled" });
    await as(ana).executions.end({ workspace, executionId: failed.executionId, status: "failed" });
    await as(ana).executions.end({ workspace, executionId: succeeded.executionId, status: "succeeded" });
    const runStatus = async ({ runId }: { runId: string }) => (await as(ana).runs.get({ workspace, runId })).status;
    expect(await Promise.all([stopped, failed, succeeded, other].map(runStatus))).toEqual([
      "cancelled",
      "failed",
      "running",
      "running",
    ]);
  });

  it("keeps one row for a live curve of ten thousand states, where its first one stood", async () => {
    const { executionId } = await begin();
    await as(ana).executions.append({
      workspace,
      executionId,
      chunks: [sent(0, line("before")), sent(1, curve("loss", 0)), sent(2, line("after"))],
    });
    for (let batch = 0; batch < 20; batch++) {
      const chunks = Array.from({ length: 500 }, (_, i) => sent(3 + batch * 500 + i, curve("loss", batch * 500 + i)));
      await as(ana).executions.append({ workspace, executionId, chunks });
    }
    const rows = await stored(executionId);
    expect(rows.map(({ place, seq }) => [place, seq])).toEqual([
      [0, 0],
      [1, 10_002],
      [2, 2],
    ]);
    expect(rows[1]!.json).toContain("9999");
  });

  it("stores what printing may hold: NUL, lone surrogates, keys that serialisers refuse", async () => {
    const { executionId } = await begin();
    const chunk: OutputChunk = {
      kind: "result",
      bundle: { "text/plain": "\0 \ud800", "application/json": { constructor: 1, prototype: 2 } },
    };
    await as(ana).executions.append({ workspace, executionId, chunks: [sent(0, chunk)] });
    expect(JSON.parse((await stored(executionId))[0]!.json!)).toEqual(chunk);
  });

  it("keeps large chunks as blobs that the workspace may read", async () => {
    const { executionId } = await begin();
    const big: OutputChunk = { kind: "result", bundle: { "text/plain": "x".repeat(200_000) } };
    await as(ana).executions.append({ workspace, executionId, chunks: [sent(0, big)] });
    const [row] = await stored(executionId);
    expect(row).toMatchObject({ json: null });
    await requireBlob(app, workspaceId, row!.blobHash!);
    expect(JSON.parse((await app.blobs.read(row!.blobHash!)).toString())).toEqual(big);
  });

  it("stores the last state of a large display that changes fast, before the end", async () => {
    const { executionId } = await begin();
    const large = (n: number) => curve("big", `${n}`.repeat(80_000));
    for (let n = 0; n < 5; n++)
      await as(ana).executions.append({ workspace, executionId, chunks: [sent(n, large(n))] });
    const before = (await stored(executionId))[0]!;
    expect(before.seq).toBe(0);
    await as(ana).executions.end({ workspace, executionId, status: "succeeded" });
    const after = (await stored(executionId))[0]!;
    expect(after).toMatchObject({ place: 0, seq: 4 });
    expect(JSON.parse((await app.blobs.read(after.blobHash!)).toString())).toEqual(large(4));
  });

  it("says so when a cell has shown too much, and still takes errors and new states of its displays", async () => {
    const { executionId } = await begin();
    await as(ana).executions.append({ workspace, executionId, chunks: [sent(0, curve("loss", 0))] });
    for (let batch = 0; batch < 11; batch++) {
      const chunks = Array.from({ length: 500 }, (_, i) => sent(1 + batch * 500 + i, line("x")));
      await as(ana).executions.append({ workspace, executionId, chunks });
    }
    const error: OutputChunk = { kind: "error", error: { name: "Error", message: "end", stack: [] } };
    await as(ana).executions.append({
      workspace,
      executionId,
      chunks: [sent(9000, curve("loss", 1)), sent(9001, line("lost")), sent(9002, error)],
    });
    const rows = await stored(executionId);
    expect(rows[0]).toMatchObject({ place: 0, seq: 9000 });
    expect(rows.at(-1)!.json).toContain('"end"');
    expect(rows.filter((row) => row.json?.includes("truncated"))).toHaveLength(1);
    expect(rows.length).toBeLessThan(5_010);
  });

  it("refuses chunks that are no outputs", async () => {
    const { executionId } = await begin();
    const append = (json: string) => as(ana).executions.append({ workspace, executionId, chunks: [{ seq: 0, json }] });
    await expect(append("{")).rejects.toThrow(/no output/);
    await expect(append('{"kind":"virus"}')).rejects.toThrow(/no output/);
    await expect(append("[".repeat(100_000))).rejects.toThrow(/no output/);
    expect(await stored(executionId)).toEqual([]);
  });
});

describe("rights", () => {
  it("lets nobody but the session's person add to an execution or end it", async () => {
    const { executionId, sessionId } = await begin(ana);
    const chunks = [sent(0, line("forged"))];
    await expect(as(ben).executions.append({ workspace, executionId, chunks })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(as(ben).executions.end({ workspace, executionId, status: "failed" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const begins = as(ben).executions.begin({
      workspace,
      notebookId,
      sessionId,
      executionId: newId(),
      cellId: "c",
      code: "",
    });
    await expect(begins).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await stored(executionId)).toEqual([]);
    expect(await statusOf(executionId)).toBe("running");
  });

  it("does not let an id be taken over", async () => {
    const { executionId, cellId } = await begin(ana);
    const { sessionId } = await as(ben).executions.openSession({ workspace, notebookId, device });
    await expect(
      as(ben).executions.begin({ workspace, notebookId, sessionId, executionId, cellId, code: "" }),
    ).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("lets viewers watch and nothing more, and strangers nothing", async () => {
    await expect(as(vic).executions.openSession({ workspace, notebookId, device })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const events = await watchUntil(
      vic,
      (seen) => seen.length > 0,
      () => Promise.resolve(),
    );
    expect(events[0]).toMatchObject({ type: "snapshot" });
    await expect(as(eve).executions.openSession({ workspace, notebookId, device })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const elsewhere = (await createWorkspace(app, [[eve, "owner"]])).slug;
    await expect(as(eve).executions.openSession({ workspace: elsewhere, notebookId, device })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const { executionId } = await begin(ana);
    await expect(
      as(eve).executions.append({ workspace: elsewhere, executionId, chunks: [sent(0, line("x"))] }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    const watching = (await as(eve).executions.watch({ workspace: elsewhere, notebookId }))[Symbol.asyncIterator]();
    await expect(watching.next()).rejects.toThrow(/no such notebook/);
  });
});

describe("watching", () => {
  it("tells all that is there, then what happens, with the end after the last output", async () => {
    const cellId = newId();
    let executionId = "";
    const events = await watchUntil(
      ben,
      (seen) =>
        seen.some(
          (event) =>
            event.type === "execution" && event.execution.id === executionId && event.execution.endedAt !== null,
        ),
      async () => {
        ({ executionId } = await begin(ana, cellId));
        const append = (seq: number) =>
          as(ana).executions.append({ workspace, executionId, chunks: [sent(seq, line("a"))] });
        await Promise.all([append(1), append(0)]);
        await as(ana).executions.end({ workspace, executionId, status: "succeeded" });
      },
    );
    const mine = events.flatMap((event) =>
      event.type === "execution" && event.execution.id === executionId
        ? [event.execution.status]
        : event.type === "chunks" && event.executionId === executionId
          ? ["chunks"]
          : [],
    );
    expect(mine).toEqual(["running", "chunks", "chunks", "succeeded"]);
    const [snapshot] = await watchUntil(
      vic,
      () => true,
      () => Promise.resolve(),
    );
    if (snapshot?.type !== "snapshot") throw new Error("no snapshot");
    const found = snapshot.executions.find(({ execution }) => execution.cellId === cellId)!;
    expect(found.execution.status).toBe("succeeded");
    expect(found.chunks.map((chunk) => chunk.seq)).toEqual([0, 1]);
  });
});

describe("sessions", () => {
  it("marks what runs as lost when nobody has held the session for a while, after its last output", async () => {
    const sessions = new LiveSessions(app, 1);
    const { sessionId, executionId } = await begin();
    const session = sessionsOf(app).require(sessionId, workspaceId, ana.userId);
    await as(ana).executions.append({ workspace, executionId, chunks: [sent(0, line("a"))] });
    await sessionsOf(app).end(session);
    expect(await statusOf(executionId)).toBe("lost");
    await expect(as(ana).executions.append({ workspace, executionId, chunks: [sent(1, line("b"))] })).rejects.toThrow(
      /has ended \(lost\)/,
    );
    await expect(as(ana).executions.openSession({ workspace, notebookId, device })).resolves.toBeDefined();
    expect(sessions.running(executionId)).toBeUndefined();
  });

  it("lives while held and ends by itself after", async () => {
    const sessions = new LiveSessions(app, 5);
    const identity = { id: newId(), notebookId, workspaceId: workspaceId, userId: ana.userId };
    sessions.add(identity);
    const session = sessions.require(identity.id, identity.workspaceId, ana.userId);
    const release = sessions.hold(session);
    expect(session.timer).toBeNull();
    release();
    release();
    expect(session.holders).toBe(0);
    await expect.poll(() => sessions.has(identity.id)).toBe(false);
  });

  it("ends at once, held or not, when its person may run no more, and goes on through other changes", async () => {
    const { sessionId, executionId } = await begin(ben);
    const others = await begin(ana);
    const holding = (await as(ben).executions.holdSession({ workspace, sessionId }))[Symbol.asyncIterator]();
    await holding.next();
    const { setRole } = as(ana).people.members;
    await setRole({ workspace, userId: ben.userId, role: "owner" });
    await setRole({ workspace, userId: ben.userId, role: "editor" });
    expect(sessionsOf(app).has(sessionId)).toBe(true);
    await setRole({ workspace, userId: ben.userId, role: "viewer" });
    await expect.poll(() => statusOf(executionId)).toBe("lost");
    expect(await statusOf(others.executionId)).toBe("running");
    await holding.return?.();
    await setRole({ workspace, userId: ben.userId, role: "editor" });
  });

  it("takes an execution with it that begins while it ends", async () => {
    const { sessionId } = await begin(ben);
    const [executionId, cellId] = [newId(), newId()];
    const session = sessionsOf(app).require(sessionId, workspaceId, ben.userId);
    const beginning = as(ben).executions.begin({ workspace, notebookId, sessionId, executionId, cellId, code: "1" });
    const refused = expect(beginning).rejects.toThrow(/session has ended/);
    await sessionsOf(app).end(session);
    await refused;
    expect((await readExecutions(app, [executionId]))[0]?.status ?? "lost").toBe("lost");
  });

  it("holds a session as long as its subscription is open", async () => {
    const { sessionId } = await begin();
    const session = sessionsOf(app).require(sessionId, workspaceId, ana.userId);
    const holding = (await as(ana).executions.holdSession({ workspace, sessionId }))[Symbol.asyncIterator]();
    await holding.next();
    expect(session.holders).toBe(1);
    await holding.return?.();
    expect(session.holders).toBe(0);
    const other = (await as(ben).executions.holdSession({ workspace, sessionId }))[Symbol.asyncIterator]();
    await expect(other.next()).rejects.toThrow(/session has ended/);
  });

  it("finds everything of an earlier process lost at the start", async () => {
    const { executionId } = await begin();
    await recoverExecutions(app);
    expect(await statusOf(executionId)).toBe("lost");
  });
});

it("keeps the outputs of the newest executions of a cell only, and who ran all of them", async () => {
  const cellId = newId();
  const ids: string[] = [];
  for (let i = 0; i < 22; i++) {
    const { executionId } = await begin(ana, cellId);
    await as(ana).executions.append({ workspace, executionId, chunks: [sent(0, line("x"))] });
    await as(ana).executions.end({ workspace, executionId, status: "succeeded" });
    ids.push(executionId);
  }
  expect(await app.db.select().from(executionChunks).where(eq(executionChunks.executionId, ids[0]!))).toEqual([]);
  expect(await stored(ids[2]!)).toHaveLength(1);
  expect(await readExecutions(app, ids)).toHaveLength(22);
});
