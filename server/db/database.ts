import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { GuardedPool } from "./guarded-pool";

export type Database = NodePgDatabase<Record<string, never>> & { $client: Pool };
/** The database or a transaction on it: what a service needs in order to be callable inside both. */
export type Queryable = Pick<Database, "select" | "selectDistinct" | "insert" | "update" | "delete" | "execute">;

/** A pool on that PostgreSQL. Connections may break at any time: that is logged, and the next query makes a new one. */
export function openDatabase(url: string, log: Logger, max = 10): Database {
  const pool = new GuardedPool({
    connectionString: url,
    max,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
  });
  pool.on("error", (error) => log.warn({ err: error }, "database connection lost"));
  pool.on("connect", (client) => client.on("error", (error) => log.debug({ err: error }, "database connection broke")));
  return drizzle({ client: pool });
}
