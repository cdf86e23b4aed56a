import { Client } from "pg";
import type { Logger } from "pino";

/** Any constant will do, so long as every version of Quire uses the same. */
const LOCK_KEY = 7_483_120_471;

export interface DatabaseLock {
  release: () => Promise<void>;
}

/**
 * Holds the database for this server alone, for as long as one connection lives. Returns null when another server has it.
 * When the connection breaks it is taken again at once; `lost` is called if another server was faster.
 */
export async function lockDatabase(url: string, log: Logger, lost: () => void): Promise<DatabaseLock | null> {
  let released = false;
  let client = await tryLock(url);
  if (!client) return null;

  function watch(held: Client): void {
    held.on("error", (error) => log.warn({ err: error }, "connection that holds the lock was lost"));
    held.on("end", () => {
      if (!released) void again();
    });
  }

  async function again(): Promise<void> {
    for (let attempt = 0; !released; attempt++) {
      const next = await tryLock(url).catch(() => "unreachable" as const);
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

async function tryLock(url: string): Promise<Client | null> {
  const client = new Client({ connectionString: url, keepAlive: true });
  await client.connect();
  const { rows } = await client.query<{ locked: boolean }>("select pg_try_advisory_lock($1) as locked", [LOCK_KEY]);
  if (rows[0]?.locked) return client;
  await client.end();
  return null;
}
