import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pino from "pino";
import { newId } from "@/lib/ids";
import type { Role } from "@/lib/protocol/workspace";
import type { App } from "@/server/app";
import type { Principal } from "@/server/auth/principal";
import { closeApp, createApp } from "@/server/create-app";
import { user } from "@/server/db/schema/auth";
import { members, workspaces } from "@/server/db/schema/people";
import { readEnv } from "@/server/env";
import { appRouter } from "@/server/trpc/root";
import { createCallerFactory } from "@/server/trpc/init";
import { createTestDatabase } from "./test-database";

export interface TestApp extends App {
  close: () => Promise<void>;
}

/** The real parts on a fresh database and data folder, without a port. See test-server.ts for one that listens. */
export async function createTestApp(
  settings: Record<string, string> = {},
  log = pino({ level: settings.QUIRE_LOG_LEVEL ?? "silent" }),
): Promise<TestApp> {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(path.join(tmpdir(), "quire-app-"));
  const env = readEnv({
    NODE_ENV: "test",
    QUIRE_DATA: dataDir,
    QUIRE_SECRET: "a secret for tests, thirty-two long",
    ...settings,
  });
  const app = await createApp(env, log, database.url);
  return {
    ...app,
    close: async () => {
      await closeApp(app);
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export interface TestPerson extends Principal {
  userId: string;
}

/** An account without a password, for tests that call procedures or services directly. */
export async function createPerson(app: App, name = "Ana"): Promise<TestPerson> {
  const userId = newId();
  const email = `${name.toLowerCase()}-${userId}@example.test`;
  await app.db.insert(user).values({ id: userId, name, email });
  return { userId, name, email, via: "session", scopes: [] };
}

/** A workspace with those members. */
export async function createWorkspace(app: App, people: [TestPerson, Role][]): Promise<{ id: string; slug: string }> {
  const id = newId();
  const slug = `team-${id}`;
  await app.db.insert(workspaces).values({ id, slug, name: "Team", settings: { fetchHosts: [] } });
  if (people.length > 0)
    await app.db
      .insert(members)
      .values(people.map(([person, role]) => ({ workspaceId: id, userId: person.userId, role })));
  return { id, slug };
}

const createCaller = createCallerFactory(appRouter);

/** The tRPC router, called as that person (or nobody), rights included. */
export function callerFor(app: App, principal: Principal | null, signal?: AbortSignal) {
  return createCaller(
    { app, principal, worker: null, requestId: "test", log: app.log, ip: "127.0.0.1", origin: "http://localhost" },
    { signal },
  );
}
