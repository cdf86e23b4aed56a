import { Client } from "pg";
import type { Logger } from "pino";
import { newId } from "@/lib/ids";

/** Any constant will do, so long as every version of Quire uses the same. */
export const LOCK_KEY = 7_483_120_471;

export interface DatabaseLock {
  release: () => Promise<void>;
}

/**
 * Holds the database for this server alone, for as long as one connection lives. Returns null when another server has it.
 * When the connection breaks it is taken again at once, if need be from that connection itself, which PostgreSQL may believe in for
 * long after; `lost` is called if another server was faster.
 */
export async function lockDatabase(url: string, log: Logger, lost: () => void): Promise<DatabaseLock | null> {
  const name = `quire ${newId()}`;
  let released = false;
  let client = await tryLock(url, name);
  if (!client) return null;

  function watch(held: Client): void {
    held.on("error", (error) => log.warn({ err: error }, "connection that holds the lock was lost"));
    held.on("end", () => {
      if (!released) void again();
    });
  }

  async function again(): Promise<void> {
    for (let attempt = 0; !released; attempt++) {
      const next = await tryLock(url, name).catch(() => "unreachable" as const);
      if (next === null) return lost();
      if (next !== "unreachable") {
        client = next;
        return watch(next);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.min(100 * 2 ** attempt, 5000)));
    }
  }

  watch(client);
  return {
    release: async () => {
      released = true;
      await client?.end();
    },
  };
}

async function tryLock(url: string, name: string): Promise<Client | null> {
  const client = new Client({ connectionString: url, keepAlive: true, application_name: name });
  // It may break between two questions: whoever asks the next one is told.
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>("select pg_try_advisory_lock($1) as locked", [LOCK_KEY]);
    if (rows[0]?.locked) return client;
    const wasOurs = await endOwn(client, name);
    await client.end();
    if (wasOurs) throw new Error("The lock is still held by a connection of this server that broke.");
    return null;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** Ends the connection that holds the lock, where that has our name. */
async function endOwn(client: Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select pg_terminate_backend(a.pid) from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.objsubid = 1
       and (l.classid::bigint << 32 | l.objid::bigint) = $1 and a.datname = current_database() and a.application_name = $2`,
    [LOCK_KEY, name],
  );
  return (rowCount ?? 0) > 0;
}
