import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import { listCells } from "@/lib/notebook/doc";
import type { SharedOrder } from "@/lib/protocol/shared-session";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { createPerson, createTestApp, createWorkspace, type TestApp, type TestPerson } from "@/server/testing/test-app";
import { LiveSharedSession } from "./live-shared-session";

let app: TestApp;
let ana: TestPerson;
let notebookId: string;
let live: LiveSharedSession;
beforeAll(async () => {
  app = await createTestApp();
  ana = await createPerson(app);
});
afterAll(() => app.close());
beforeEach(async () => {
  const { id: workspaceId } = await createWorkspace(app, [[ana, "owner"]]);
  const cells = [{ id: "c", type: "ts" as const, source: "1" }];
  ({ id: notebookId } = await createNotebookWithCells(app, { workspaceId, title: "N", cells, userId: ana.userId }));
  live = new LiveSharedSession(app, { jobId: newId(), notebookId, idleMinutes: 30 });
});

/** A worker's connection, which has read the notebook. */
async function reader() {
  const end = new AbortController();
  const orders = live.orders(end.signal);
  const next = async (): Promise<SharedOrder | undefined> => {
    const read = await orders.next();
    return read.done ? undefined : read.value;
  };
  expect(await next()).toMatchObject({ type: "notebook", notebook: { cells: [{ id: "c" }] } });
  return { next, end };
}

it("goes on with a worker that came back before its broken connection was closed", async () => {
  const [first, second] = [await reader(), await reader()];
  first.end.abort();
  expect(await first.next()).toBeUndefined();
  live.command(ana.userId, { type: "interrupt" });
  expect(await second.next()).toMatchObject({ type: "command", command: { type: "interrupt" } });
  second.end.abort();
  expect(await second.next()).toBeUndefined();
  expect(() => live.command(ana.userId, { type: "interrupt" })).toThrow(/cannot be reached/);
});

it("tells the worker of an edit before it is asked to run what was edited", async () => {
  const { next, end } = await reader();
  await app.rooms.edit(notebookId, ana.userId, (doc) => listCells(doc)[0]?.text.insert(1, "23"));
  live.command(ana.userId, { type: "run", ids: ["c"], sweep: false });
  expect(await next()).toMatchObject({ type: "notebook", notebook: { cells: [{ source: "123" }] } });
  expect(await next()).toMatchObject({ type: "command", command: { type: "run" } });
  end.abort();
});

it("answers who asks of values that the worker has gone", async () => {
  const { next, end } = await reader();
  const asked = live.view("variables", {});
  expect(await next()).toMatchObject({ type: "view", name: "variables" });
  end.abort();
  expect(await next()).toBeUndefined();
  await expect(asked).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

it("knows who gave a command, and nothing of commands that nobody gave", async () => {
  const { next, end } = await reader();
  live.command(ana.userId, { type: "restart" });
  const order = await next();
  expect(live.whoAsked(order?.type === "command" ? order.id : "")).toBe(ana.userId);
  expect(live.whoAsked("another")).toBeUndefined();
  end.abort();
});
