import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { KernelTransport } from "@/lib/kernel/driver";
import { SpareKernel } from "./spare-kernel";

interface Noted extends KernelTransport {
  end: () => void;
  terminated: boolean;
}

const made: Noted[] = [];
function create(): KernelTransport {
  const kernel: Noted = {
    send: () => undefined,
    onMessage: () => undefined,
    onEnd: (ended) => (kernel.end = () => ended("It is gone.")),
    terminate: () => (kernel.terminated = true),
    end: () => undefined,
    terminated: false,
  };
  made.push(kernel);
  return kernel;
}

beforeEach(() => {
  vi.useFakeTimers();
  made.length = 0;
});
afterEach(() => vi.useRealTimers());

it("has one ready, gives each out once, and starts the next when the job has begun", () => {
  const spare = new SpareKernel(create, 400);
  spare.fill();
  expect(made).toHaveLength(1);
  expect(spare.take()).toBe(made[0]);
  expect(spare.take()).toBe(made[1]);
  expect(made).toHaveLength(2);
  vi.advanceTimersByTime(400);
  expect(made).toHaveLength(3);
  expect(spare.take()).toBe(made[2]);
});

it("gives out none that has ended meanwhile", () => {
  const spare = new SpareKernel(create, 400);
  spare.fill();
  made[0]!.end();
  expect(spare.take()).toBe(made[1]);
});

it("ends the one that waits when it is closed", () => {
  const spare = new SpareKernel(create, 400);
  spare.fill();
  spare.take();
  vi.advanceTimersByTime(400);
  spare.close();
  expect(made.map(({ terminated }) => terminated)).toEqual([false, true]);
  vi.advanceTimersByTime(4000);
  expect(made).toHaveLength(2);
});
