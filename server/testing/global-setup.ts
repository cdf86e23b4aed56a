import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pino from "pino";
import type { TestProject } from "vitest/node";
import { openDatabase } from "@/server/db/database";
import { startEmbedded } from "@/server/db/embedded";
import { migrateDatabase } from "@/server/db/migrate";

declare module "vitest" {
  interface ProvidedContext {
    /** Of the maintenance database of the cluster that all test files share. */
    postgresUrl: string;
  }
}

export const TEMPLATE = "quire_template";

/** One real PostgreSQL for the whole run, with a migrated template that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "quire-test-"));
  const log = pino({ level: "silent" });
  const settings = { fsync: "off", max_connections: "200", synchronous_commit: "off" };
  const cluster = await startEmbedded({ dataDir, log, settings });
  const admin = openDatabase(cluster.url("postgres"), log, 1);
  await admin.execute(`create database ${TEMPLATE}`);
  const template = openDatabase(cluster.url(TEMPLATE), log, 1);
  await migrateDatabase(template);
  await template.$client.end();
  await admin.$client.end();
  project.provide("postgresUrl", cluster.url("postgres"));
  return async () => {
    await cluster.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
