import { sql } from "drizzle-orm";
import pino from "pino";
import { expect, it } from "vitest";
import { createTestDatabase } from "@/server/testing/test-database";
import { openDatabase } from "./database";

it("goes on after connections broke in use, at the beginning of transactions and in the middle of them", async () => {
  const log = pino({ level: "silent" });
  const database = await createTestDatabase();
  const [db, admin] = [openDatabase(database.url, log, 3), openDatabase(database.url, log, 1)];
  const killAll = () =>
    admin.execute(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
  for (let i = 0; i < 10; i++) {
    await db
      .transaction(async (tx) => {
        await killAll();
        await tx.execute(sql`select 1`);
      })
      .catch(() => undefined);
    await Promise.allSettled([
      killAll(),
      ...[1, 2, 3].map(() => db.transaction((tx) => tx.execute(sql`select pg_sleep(0.01)`))),
    ]);
  }
  await expect
    .poll(() =>
      db.execute(sql`select 1`).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  expect(db.$client.waitingCount).toBe(0);
  await Promise.all([db.$client.end(), admin.$client.end()]);
  await database.drop();
});
