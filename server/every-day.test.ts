import pino from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { everyDay } from "./every-day";

const DAY = 24 * 60 * 60 * 1000;
const log = pino({ level: "silent" });

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

it("works at once and then daily, after a failure too, until it is stopped", async () => {
  let times = 0;
  const stop = everyDay(log, "test", () => (++times === 2 ? Promise.reject(new Error("no")) : Promise.resolve({})));
  expect(times).toBe(1);
  for (const after of [1, 2, 3, 4]) {
    await vi.advanceTimersByTimeAsync(DAY - 1);
    expect(times).toBe(after);
    await vi.advanceTimersByTimeAsync(1);
    expect(times).toBe(after + 1);
  }
  await stop();
  await vi.advanceTimersByTimeAsync(3 * DAY);
  expect(times).toBe(5);
});

it("stops work that is under way, and waits for its end", async () => {
  let ended = false;
  const stop = everyDay(log, "test", async (signal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    await Promise.resolve();
    ended = true;
    return {};
  });
  await stop();
  expect(ended).toBe(true);
});
