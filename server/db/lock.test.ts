import { Client } from "pg";
import pino from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { type DatabaseLock, LOCK_KEY, lockDatabase } from "./lock";

const log = pino({ level: "silent" });
let database: TestDatabase;
let lost: number;
let lock: DatabaseLock | null;
const clients: Client[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  lost = 0;
  lock = await lockDatabase(database.url, log, () => lost++);
});
afterEach(async () => {
  await lock?.release();
  await Promise.allSettled(clients.splice(0).map((client) => client.end()));
  await database.drop();
});

async function connect(application_name: string): Promise<Client> {
  const client = new Client({ connectionString: database.url, application_name });
  client.on("error", () => undefined);
  clients.push(client);
  await client.connect();
  return client;
}

async function holder(): Promise<{ pid: number; name: string } | undefined> {
  const looking = await connect("looking");
  const { rows } = await looking.query<{ pid: number; name: string }>(
    `select a.pid, a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and a.datname = current_database()`,
  );
  await looking.end();
  return rows[0];
}

/** One that waits for the lock gets it in the moment in which it is given up. */
async function breakAndTake(application_name: string): Promise<Client> {
  const held = (await holder())!;
  const next = await connect(application_name);
  const got = next.query("select pg_advisory_lock($1)", [LOCK_KEY]);
  await (await connect("breaking")).query("select pg_terminate_backend($1)", [held.pid]);
  await got;
  return next;
}

it("is taken again when its connection breaks, and nobody else gets it", async () => {
  const held = (await holder())!;
  await (await connect("breaking")).query("select pg_terminate_backend($1)", [held.pid]);
  await expect.poll(async () => (await holder())?.name).toBe(held.name);
  expect(await lockDatabase(database.url, log, () => undefined)).toBeNull();
  expect(lost).toBe(0);
});

it("is taken from this server's own connection that broke, where PostgreSQL has not noticed yet", async () => {
  const { name } = (await holder())!;
  const believedIn = await breakAndTake(name);
  const gone = new Promise((resolve) => believedIn.once("end", resolve));
  await gone;
  await expect.poll(async () => (await holder())?.name).toBe(name);
  expect(lost).toBe(0);
});

it("is lost to another server that was faster", async () => {
  await breakAndTake("quire of another");
  await expect.poll(() => lost).toBe(1);
});
