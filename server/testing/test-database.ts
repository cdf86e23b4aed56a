import pino from "pino";
import { inject } from "vitest";
import { newId } from "@/lib/ids";
import { openDatabase } from "@/server/db/database";
import { TEMPLATE } from "./global-setup";

export interface TestDatabase {
  url: string;
  drop: () => Promise<void>;
}

/** A fresh, migrated database on the run's PostgreSQL. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${newId()}`;
  const adminUrl = inject("postgresUrl");
  const url = adminUrl.replace("/postgres?", `/${name}?`);
  await asAdmin(adminUrl, `create database ${name} template ${TEMPLATE}`);
  return { url, drop: () => asAdmin(adminUrl, `drop database ${name} with (force)`) };
}

async function asAdmin(adminUrl: string, statement: string): Promise<void> {
  const admin = openDatabase(adminUrl, pino({ level: "silent" }), 1);
  try {
    await admin.execute(statement);
  } finally {
    await admin.$client.end();
  }
}
