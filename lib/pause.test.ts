import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Pause } from "./pause";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("lasts as long as it is told to, or until it is ended", async () => {
  const pause = new Pause();
  pause.end();
  const over: string[] = [];
  void pause.for(100).then(() => over.push("by itself"));
  await vi.advanceTimersByTimeAsync(99);
  expect(over).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  void pause.for(100).then(() => over.push("cut short"));
  pause.end();
  await vi.advanceTimersByTimeAsync(0);
  expect([over, vi.getTimerCount()]).toEqual([["by itself", "cut short"], 0]);
});
