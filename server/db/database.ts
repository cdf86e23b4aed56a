import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import type { Logger } from "pino";

export type Database = NodePgDatabase<Record<string, never>> & { $client: Pool };
/** The database or a transaction on it: what a service needs in order to be callable inside both. */
export type Queryable = Pick<Database, "select" | "selectDistinct" | "insert" | "update" | "delete" | "execute">;

/** A pool on that PostgreSQL. Idle connections may break at any time: that is logged, and the next query makes a new one. */
export function openDatabase(url: string, log: Logger, max = 10): Database {
  const pool = new Pool({ connectionString: url, max, idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000 });
  pool.on("error", (error) => log.warn({ err: error }, "database connection lost"));
  return drizzle({ client: pool });
}
