import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CellHold } from "@/lib/graph/notebook-graph";
import { NotebookRunner, type RunnerCell } from "./runner";
import { inProcessTransport } from "./testing";

// A kernel takes its realm over, which here is the test's.
const realm = { console: { ...console }, random: Math.random, fetch: globalThis.fetch };
afterAll(() => {
  Object.assign(console, realm.console);
  Math.random = realm.random;
  globalThis.fetch = realm.fetch;
});

const ran: string[] = [];
const errors = new Map<string, string>();
let runner: NotebookRunner;
beforeEach(() => {
  const cellOf = new Map<string, string>();
  let count = 0;
  runner = new NotebookRunner({
    createTransport: () => inProcessTransport(),
    host: { call: () => Promise.reject(new Error("There is no workspace here.")) },
    recorder: {
      begin: ({ executionId, cellId }) => {
        cellOf.set(executionId, cellId);
        ran.push(cellId);
      },
      append: (id, chunks) => {
        for (const { chunk } of chunks)
          if (chunk.kind === "error") errors.set(cellOf.get(id) ?? "", chunk.error.message);
      },
      end: () => undefined,
    },
    newId: () => `e${++count}`,
    kernel: { sessionId: "s", backend: "cpu", allowSoftwareAdapter: false, seed: 1, fetchHosts: [] },
  });
});
afterEach(() => runner.dispose());

/** Does it, waits until nothing runs, and says what ran. */
async function doing(act: () => void): Promise<string[]> {
  ran.length = 0;
  act();
  await new Promise<void>((resolve) => {
    const look = () => {
      const { kernel, cells } = runner.getSnapshot();
      if (kernel.status === "starting" || [...cells.values()].some(({ status }) => status !== "idle")) return;
      stop();
      resolve();
    };
    const stop = runner.subscribe(look);
    look();
  });
  return [...ran];
}
const set = (cells: Record<string, string>, holds: Record<string, CellHold> = {}): void =>
  runner.setCells(
    Object.entries(cells).map(([id, source]): RunnerCell => ({ id, type: "ts", source, hold: holds[id] })),
  );
const state = (id: string) => runner.getSnapshot().cells.get(id)?.freshness;

describe("cheap cells that follow by themselves", () => {
  const slow = "await new Promise((resolve) => setTimeout(resolve, 400));";
  const cells = (x: number) => ({
    a: `const x = ${x}, log = [];`,
    cheap: "const y = x + 1;",
    next: "const z = y * 2;",
    slow: `${slow} x;`,
    trains: "const model = { fit() { return x } };\nconst fitted = model.fit();",
    changes: "log.push(x);",
    below: "log.length;",
  });

  it("run after what they need, and those that take long, train or change something wait", async () => {
    runner.setFollow(true);
    set(cells(1));
    await doing(() => runner.runAll());
    set(cells(2));
    expect(await doing(() => runner.run(["a"]))).toEqual(["a", "cheap", "next"]);
    expect(["slow", "trains", "changes", "below"].map(state)).toEqual(["stale", "stale", "stale", "stale"]);
  });

  it("wait where somebody is writing in them, and everywhere when the setting is off", async () => {
    runner.setFollow(true);
    set(cells(1));
    await doing(() => runner.runAll());
    set({ ...cells(2), cheap: "const y = x +" });
    expect(await doing(() => runner.run(["a"]))).toEqual(["a"]);
    runner.setFollow(false);
    set(cells(3));
    expect(await doing(() => runner.run(["a"]))).toEqual(["a"]);
  });
});

it("a half-typed line breaks nobody: who needs its cell runs on the value that is there, and says that it is stale", async () => {
  set({ a: "const x = 1;", b: "x;" });
  await doing(() => runner.runAll());
  set({ a: "const x = (", b: "x + 1;" });
  expect(await doing(() => runner.run(["b"]))).toEqual(["b"]);
  expect(errors.has("b")).toBe(false);
  expect(state("b")).toBe("stale");
});

describe("a pinned cell", () => {
  const cells = (x: number) => ({ a: `const x = ${x};`, pin: "const y = x;", c: "y;" });
  const holds = { pin: "pinned" as const };

  it("runs when it is asked for, keeps its value in every sweep, and runs again by itself only", async () => {
    set(cells(1), holds);
    expect(await doing(() => runner.runAll())).toEqual(["a", "pin", "c"]);
    set(cells(2), holds);
    expect(await doing(() => runner.runStale())).toEqual(["a"]);
    expect([state("pin"), state("c")]).toEqual(["stale", "fresh"]);
    expect(await doing(() => runner.runAll())).toEqual(["a", "c"]);
    expect(await doing(() => runner.run(["pin"]))).toEqual(["pin"]);
    expect([state("pin"), state("c")]).toEqual(["fresh", "stale"]);
  });

  it("never runs as what another cell needs, which says so", async () => {
    set(cells(1), holds);
    expect(await doing(() => runner.run(["c"]))).toEqual(["a", "c"]);
    expect(errors.get("c")).toContain('the cell of "y", which it needs, is pinned and has not run');
  });
});

describe("a disabled cell", () => {
  const cells = { a: "const x = 1;", b: "const y = x;", c: "y;", d: "typeof x;" };

  it("is passed over with what needs it, and its names are gone", async () => {
    set(cells);
    await doing(() => runner.runAll());
    set(cells, { b: "disabled" });
    expect(state("c")).toBe("stale");
    expect(await doing(() => runner.runAll())).toEqual(["a", "d"]);
    await doing(() => runner.run(["c"]));
    expect(errors.get("c")).toContain('the cell of "y", which it needs, is disabled');
    await doing(() => runner.run(["b"]));
    expect(errors.get("b")).toContain("This cell is disabled");
    set(cells);
    expect(await doing(() => runner.run(["c"]))).toEqual(["b", "c"]);
    expect(state("c")).toBe("fresh");
  });
});
