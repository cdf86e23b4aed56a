import { expect, it } from "vitest";
import { SignInLimiter } from "./sign-in-limiter";

async function attempts(
  limiter: SignInLimiter,
  count: number,
  email: (n: number) => string,
  ip: (n: number) => string,
) {
  const waits = [];
  for (let n = 0; n < count; n++) waits.push(await limiter.attempt(email(n), ip(n)));
  return waits.filter((wait) => wait !== null).length;
}

it("stops guessing at one account from one address", async () => {
  expect(
    await attempts(
      new SignInLimiter(),
      15,
      () => "ana@example.org",
      () => "1.1.1.1",
    ),
  ).toBe(5);
});

it("does not take another spelling of the address for another account", async () => {
  const spell = (n: number) => (n % 2 ? "Ana@Example.org " : "ana@example.org");
  expect(await attempts(new SignInLimiter(), 15, spell, () => "1.1.1.1")).toBe(5);
});

it("stops guessing at one account from many addresses", async () => {
  expect(
    await attempts(
      new SignInLimiter(),
      70,
      () => "ana@example.org",
      (n) => `1.1.1.${n}`,
    ),
  ).toBe(10);
});

it("stops guessing at many accounts from one address", async () => {
  expect(
    await attempts(
      new SignInLimiter(),
      120,
      (n) => `${n}@example.org`,
      () => "1.1.1.1",
    ),
  ).toBe(20);
});

it("counts attempts at the same time", async () => {
  const limiter = new SignInLimiter();
  const waits = await Promise.all(Array.from({ length: 30 }, () => limiter.attempt("ana@example.org", "1.1.1.1")));
  expect(waits.filter((wait) => wait === null)).toHaveLength(10);
});

it("forgets failures after a success", async () => {
  const limiter = new SignInLimiter();
  for (let n = 0; n < 500; n++) {
    expect(await limiter.attempt("ana@example.org", "1.1.1.1")).toBeNull();
    await limiter.succeeded("ana@example.org", "1.1.1.1");
  }
});
