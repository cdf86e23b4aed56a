import { sql } from "drizzle-orm";
import type { Database } from "@/server/db/database";

/** For tests: from now on every write to the table fails as PostgreSQL's do on a full disk. Returns what makes space again. */
export async function fillDisk(db: Database, table: string): Promise<() => Promise<void>> {
  const [name, on] = [sql.identifier(`full_${table}`), sql.identifier(table)];
  await db.execute(sql`
    create or replace function ${name}() returns trigger language plpgsql as $$
    begin
      raise exception 'could not extend file "base/16384/16397": No space left on device' using errcode = '53100';
    end $$`);
  await db.execute(
    sql`create trigger ${name} before insert or update on ${on} for each statement execute function ${name}()`,
  );
  return async () => {
    await db.execute(sql`drop trigger ${name} on ${on}`);
  };
}
