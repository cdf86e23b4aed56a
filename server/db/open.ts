import { Client } from "pg";
import type { Logger } from "pino";
import type { Env } from "@/server/env";
import { openDatabase } from "./database";
import { startEmbedded } from "./embedded";
import { type DatabaseLock, lockDatabase } from "./lock";
import { migrateDatabase } from "./migrate";

/** A start that cannot go on, for a reason the person at the terminal can mend. */
export class StartError extends Error {}

export interface OpenedDatabase {
  url: string;
  close: () => Promise<void>;
}

const DATABASE = "quire";

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (!rowCount) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function locked(url: string, log: Logger, where: string): Promise<DatabaseLock> {
  const lost = () => {
    log.fatal("another Quire server took over the database; this one ends");
    process.exit(1);
  };
  const lock = await lockDatabase(url, log, lost);
  if (lock) return lock;
  throw new StartError(
    `Another Quire server is using ${where}. Stop it first, or give this one a QUIRE_DATA of its own.`,
  );
}

async function migrated(url: string, log: Logger): Promise<void> {
  const db = openDatabase(url, log, 1);
  try {
    await migrateDatabase(db);
  } finally {
    await db.$client.end();
  }
}

/** The database of the settings, or PostgreSQL of our own: running, held by this server alone, and migrated. */
export async function openServerDatabase(env: Env, log: Logger): Promise<OpenedDatabase> {
  if (env.DATABASE_URL) {
    const lock = await locked(env.DATABASE_URL, log, "this database").catch((error: unknown) => {
      if (error instanceof StartError) throw error;
      throw new StartError(
        `The database of DATABASE_URL does not answer: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    await migrated(env.DATABASE_URL, log);
    return { url: env.DATABASE_URL, close: () => lock.release() };
  }
  const postgres = await startEmbedded({ dataDir: env.QUIRE_DATA, log });
  const url = postgres.url(DATABASE);
  await ensureDatabase(postgres.url("postgres"));
  // A server that refuses to start must leave the other one's PostgreSQL alone.
  const lock = await locked(url, log, `the data folder ${env.QUIRE_DATA}`);
  if (postgres.adopted) log.info("took over the PostgreSQL that an earlier server left running");
  await migrated(url, log);
  const close = async () => {
    await lock.release();
    await postgres.stop();
  };
  return { url, close };
}
