import { once } from "node:events";
import superjson from "superjson";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { newId } from "@/lib/ids";
import { executionEventSchema } from "@/lib/protocol/execution";
import { createToken } from "@/server/features/people/tokens";
import { callerFor, createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";

let server: TestServer;
let ana: TestPerson;
let workspace: string;
let notebookId: string;

beforeAll(async () => {
  server = await createTestServer();
  ana = await createPerson(server.app, "Ana");
  workspace = (await createWorkspace(server.app, [[ana, "owner"]])).slug;
  notebookId = (await callerFor(server.app, ana).notebooks.create({ workspace, title: "N" })).id;
});
afterAll(() => server.close());

const messageSchema = z.object({ result: z.looseObject({ type: z.string(), data: z.unknown().optional() }) });

/** A page that watches over the socket, and what it has been told. */
async function openWatcher() {
  const { token } = await createToken(server.app, ana.userId, { name: "t", scopes: ["read"], days: null });
  const ws = new WebSocket(`${server.url.replace(/^http/, "ws")}/sockets/trpc`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const told: z.infer<typeof executionEventSchema>[] = [];
  let bytes = 0;
  ws.on("message", (data: Buffer) => {
    bytes += data.length;
    const { result } = messageSchema.parse(JSON.parse(data.toString()));
    if (result.type === "data") told.push(executionEventSchema.parse(superjson.deserialize(result.data as never)));
  });
  await once(ws, "open");
  const input = superjson.serialize({ workspace, notebookId });
  ws.send(JSON.stringify({ id: 1, method: "subscription", params: { path: "executions.watch", input } }));
  await expect.poll(() => told.length).toBe(1);
  return { ws, told, bytes: () => bytes };
}

const DISPLAYS = 20;
const STATES = 40 * DISPLAYS;
const BYTES = 60_000;
const state = (seq: number) => {
  const bundle = { "text/plain": `${seq} ${"x".repeat(BYTES)}` };
  return { seq, json: JSON.stringify({ kind: "display", id: `curve ${seq % DISPLAYS}`, bundle }) };
};

it("keeps little for a watcher that does not read, and tells it the present state when it reads again", async () => {
  const as = callerFor(server.app, ana).executions;
  const watcher = await openWatcher();
  watcher.ws.pause();
  const device = { kind: "browser", backend: "cpu", adapter: "test" } as const;
  const { sessionId } = await as.openSession({ workspace, notebookId, device });
  const executionId = newId();
  await as.begin({ workspace, notebookId, sessionId, executionId, cellId: newId(), code: "1" });
  for (let first = 0; first < STATES; first += DISPLAYS) {
    const chunks = Array.from({ length: DISPLAYS }, (_, i) => state(first + i));
    await as.append({ workspace, executionId, chunks });
  }
  await as.end({ workspace, executionId, status: "succeeded" });
  watcher.ws.resume();
  const isEnd = () => {
    const last = watcher.told.at(-1);
    if (last?.type === "snapshot") return last.executions.some(({ execution }) => execution.endedAt !== null);
    return last?.type === "execution" && last.execution.endedAt !== null;
  };
  await expect.poll(isEnd, { timeout: 30_000 }).toBe(true);
  const snapshots = watcher.told.filter((event) => event.type === "snapshot");
  expect(snapshots.length).toBeGreaterThan(1);
  const chunks = watcher.told.flatMap((event) =>
    event.type === "chunks"
      ? event.chunks
      : event.type === "snapshot"
        ? event.executions.flatMap((one) => one.chunks)
        : [],
  );
  expect(chunks.at(-1)).toMatchObject({ seq: STATES - 1 });
  expect(watcher.bytes()).toBeLessThan((STATES * BYTES) / 2);
  watcher.ws.close();
});
