/* eslint-disable @typescript-eslint/no-restricted-imports -- these tests kill a real server */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { readSources } from "@/lib/notebook/doc";
import { insertCell } from "@/lib/notebook/edit";
import { collabUrl, socketOf } from "@/server/collab/testing-sockets";
import { createNotebookWithCells } from "@/server/features/notebooks/create-notebook";
import { freePort } from "@/server/testing/free-port";
import { createPerson, createTestApp, createWorkspace, type TestApp, type TestPerson } from "@/server/testing/test-app";
import { CollabClient } from "./collab-client";

/** `npm run soak` kills it at many more points. */
const KILLS = process.env.QUIRE_SOAK ? 200 : 2;
/** Enough for snapshots to be written and read; beyond that a longer document only takes longer. */
const KILLS_A_NOTEBOOK = 25;

let app: TestApp;
let ana: TestPerson;
let workspaceId: string;
let port: number;

beforeAll(async () => {
  app = await createTestApp();
  ana = await createPerson(app, "Ana");
  ({ id: workspaceId } = await createWorkspace(app, [[ana, "owner"]]));
  port = await freePort();
});
afterAll(() => app.close());

const servers = new Set<ChildProcess>();
/** A test that fails leaves its server to nobody. */
afterEach(() => Promise.all([...servers].map((server) => end(server, "SIGKILL"))));

async function startServer(): Promise<ChildProcess> {
  const env = {
    ...process.env,
    NODE_ENV: "test" as const,
    PORT: String(port),
    DATABASE_URL: app.db.$client.options.connectionString,
    QUIRE_DATA: app.env.QUIRE_DATA,
    QUIRE_SECRET: "a secret for tests, thirty-two long",
    QUIRE_LOG_LEVEL: "warn",
  };
  const child = spawn(process.execPath, ["--import", "tsx", "server/testing/server-process.ts"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  servers.add(child);
  child.once("exit", () => servers.delete(child));
  await once(child.stdout, "data");
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

async function newNotebook() {
  const notebook = await createNotebookWithCells(app, { workspaceId, title: "N", cells: [], userId: ana.userId });
  const url = { url: `http://localhost:${port}` };
  const Socket = await socketOf({ app, close: () => Promise.resolve(), ...url }, ana);
  return () =>
    new CollabClient({
      url: collabUrl(url),
      notebookId: notebook.id,
      historyId: notebook.historyId,
      user: { id: ana.userId, name: "Ana", color: "#000000" },
      WebSocket: Socket,
      maxBackoffTime: 100,
    });
}

const ids = (client: CollabClient) => readSources(client.doc).map((cell) => cell.id);
const until = (fact: () => boolean) => expect.poll(fact, { timeout: 30_000, interval: 5 }).toBe(true);

/** Edits between two moments at which the writer waits until all are called saved: however slow the machine, such moments come. */
const BURST = 7;

/** Writes cells one after the other, and writes down which of them the server had called saved. */
class Writer {
  readonly saved: string[] = [];
  #written: string[] = [];
  #stopped = false;

  constructor(
    readonly client: CollabClient,
    readonly name: string,
  ) {
    client.subscribe(() => {
      if (client.getSnapshot().saved === "saved") this.saved.push(...this.#written.splice(0));
    });
  }

  async write(): Promise<void> {
    for (let i = 0; !this.#stopped; i++) {
      const id = `${this.name}-${i}`;
      this.#written.push(id);
      insertCell(this.client.doc, "end", { id, type: "md", source: id });
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (i % BURST === 0) await this.#untilSaved();
    }
  }

  async #untilSaved(): Promise<void> {
    while (!this.#stopped && this.client.getSnapshot().saved !== "saved")
      await new Promise((resolve) => setTimeout(resolve, 1));
  }

  stop(): void {
    this.#stopped = true;
  }
}

it(
  `keeps every edit that was called saved, killed at ${KILLS} points`,
  async () => {
    let client = await newNotebook();
    let server = await startServer();
    let kept: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      if (kill % KILLS_A_NOTEBOOK === 0) [client, kept] = [await newNotebook(), []];
      const writer = new Writer(client(), `k${kill}`);
      await until(() => writer.client.getSnapshot().loaded);
      const writing = writer.write();
      await until(() => writer.saved.length > kill % 50);
      await end(server, "SIGKILL");
      writer.stop();
      await writing;
      kept.push(...writer.saved);
      writer.client.destroy();
      server = await startServer();
      const fresh = client();
      await until(() => fresh.getSnapshot().loaded);
      const there = new Set(ids(fresh));
      expect(kept.filter((id) => !there.has(id))).toEqual([]);
      fresh.destroy();
    }
    await end(server, "SIGKILL");
  },
  60_000 + KILLS * 15_000,
);

it("brings everything over a kill when the client stays: saved or not", async () => {
  const client = await newNotebook();
  let server = await startServer();
  const writer = new Writer(client(), "w");
  await until(() => writer.client.getSnapshot().loaded);
  const writing = writer.write();
  await until(() => writer.saved.length > 5);
  await end(server, "SIGKILL");
  server = await startServer();
  await until(() => writer.client.getSnapshot().connection === "connected");
  writer.stop();
  await writing;
  await until(() => writer.client.getSnapshot().saved === "saved");
  const fresh = client();
  await until(() => fresh.getSnapshot().loaded);
  expect(ids(fresh)).toEqual(ids(writer.client));
  expect(new Set(ids(fresh)).size).toBe(ids(fresh).length);
  fresh.destroy();
  writer.client.destroy();
  await end(server, "SIGKILL");
}, 90_000);

it("commits on SIGTERM what it has received, and ends", async () => {
  const client = await newNotebook();
  let server = await startServer();
  const writer = new Writer(client(), "t");
  await until(() => writer.client.getSnapshot().loaded);
  const writing = writer.write();
  await until(() => writer.saved.length > 5);
  await end(server, "SIGTERM");
  expect(server.exitCode).toBe(0);
  writer.stop();
  await writing;
  writer.client.destroy();
  server = await startServer();
  const fresh = client();
  await until(() => fresh.getSnapshot().loaded);
  const there = new Set(ids(fresh));
  expect(writer.saved.filter((id) => !there.has(id))).toEqual([]);
  fresh.destroy();
  await end(server, "SIGKILL");
}, 90_000);
