import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { buildGraph } from "@/lib/graph/notebook-graph";
import type { RunnerListener } from "@/lib/kernel/runner";
import type { RunnerSnapshot } from "@/lib/kernel/runner-state";
import { CALM_MS, ShownRunner } from "./shown-runner";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

type Status = RunnerSnapshot["kernel"]["status"];

function shown() {
  let status: Status = "ready";
  let tell: RunnerListener = () => undefined;
  const runner = new ShownRunner({
    graph: buildGraph([]),
    subscribe: (listener) => {
      tell = listener;
      return () => (tell = () => undefined);
    },
    getSnapshot: () => ({
      kernel: { status, device: null, wanted: "auto", message: null, lost: 0, gpuDraining: false },
      cells: new Map(),
    }),
  });
  const seen: Status[] = [];
  runner.subscribe(() => seen.push(runner.getSnapshot().kernel.status));
  const becomes = (next: Status, begins = false) => {
    status = next;
    tell(begins);
  };
  return { runner, seen, becomes };
}

it("tells once of what begins and is over within a moment", () => {
  const { runner, seen, becomes } = shown();
  becomes("busy", true);
  becomes("busy", true);
  expect(runner.getSnapshot().kernel.status).toBe("ready");
  becomes("ready");
  vi.advanceTimersByTime(10 * CALM_MS);
  expect(seen).toEqual(["ready"]);
});

it("tells of what runs on, and of all else at once", () => {
  const { seen, becomes } = shown();
  becomes("busy", true);
  vi.advanceTimersByTime(CALM_MS);
  expect(seen).toEqual(["busy"]);
  becomes("stopping");
  expect(seen).toEqual(["busy", "stopping"]);
});

it("tells nothing more when it has ended", () => {
  const { runner, seen, becomes } = shown();
  becomes("busy", true);
  runner.destroy();
  vi.advanceTimersByTime(CALM_MS);
  becomes("ready");
  expect(seen).toEqual([]);
});
