import pino from "pino";
import { beforeEach, expect, it } from "vitest";
import { type Database, openDatabase } from "@/server/db/database";
import { createTestDatabase } from "@/server/testing/test-database";
import { forgetExpiredAttempts, SignInLimiter } from "./sign-in-limiter";

let db: Database;
let limiter: SignInLimiter;
beforeEach(async () => {
  const database = await createTestDatabase();
  db = openDatabase(database.url, pino({ level: "silent" }));
  limiter = new SignInLimiter(db);
  return async () => {
    await db.$client.end();
    await database.drop();
  };
});

async function attempts(count: number, email: (n: number) => string, ip: (n: number) => string) {
  const waits = [];
  for (let n = 0; n < count; n++) waits.push(await limiter.attempt(email(n), ip(n)));
  return waits.filter((wait) => wait !== null).length;
}

it("stops guessing at one account from one address", async () => {
  expect(
    await attempts(
      15,
      () => "ana@example.org",
      () => "1.1.1.1",
    ),
  ).toBe(5);
});

it("does not take another spelling of the address for another account", async () => {
  const spell = (n: number) => (n % 2 ? "Ana@Example.org " : "ana@example.org");
  expect(await attempts(15, spell, () => "1.1.1.1")).toBe(5);
});

it("stops guessing at one account from many addresses", async () => {
  expect(
    await attempts(
      70,
      () => "ana@example.org",
      (n) => `1.1.1.${n}`,
    ),
  ).toBe(10);
});

it("stops guessing at many accounts from one address", async () => {
  expect(
    await attempts(
      120,
      (n) => `${n}@example.org`,
      () => "1.1.1.1",
    ),
  ).toBe(20);
});

it("counts attempts at the same time", async () => {
  const waits = await Promise.all(Array.from({ length: 30 }, () => limiter.attempt("ana@example.org", "1.1.1.1")));
  expect(waits.filter((wait) => wait === null)).toHaveLength(10);
});

it("forgets failures after a success", async () => {
  for (let n = 0; n < 110; n++) {
    expect(await limiter.attempt("ana@example.org", "1.1.1.1")).toBeNull();
    await limiter.succeeded("ana@example.org", "1.1.1.1");
  }
});

it("forgives nothing when the server starts anew", async () => {
  expect(
    await attempts(
      8,
      () => "ana@example.org",
      () => "1.1.1.1",
    ),
  ).toBe(0);
  limiter = new SignInLimiter(db);
  expect(
    await attempts(
      8,
      () => "ana@example.org",
      () => "1.1.1.1",
    ),
  ).toBe(6);
});

it("keeps of an attempt neither the address as it was written nor anything longer than it counts", async () => {
  await limiter.attempt("ana@example.org", "1.1.1.1");
  const { rows } = await db.execute("select key from sign_in_attempts");
  expect(rows).toHaveLength(3);
  expect(JSON.stringify(rows)).not.toContain("ana");
  expect(await forgetExpiredAttempts(db, new Date())).toEqual({ forgotten: 0 });
  expect(await forgetExpiredAttempts(db, new Date(Date.now() + 61 * 60_000))).toEqual({ forgotten: 3 });
});
