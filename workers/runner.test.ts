import { afterEach, expect, it, vi } from "vitest";
import { NotebookRunner, type RunnerCell, type RunnerOptions } from "@/lib/kernel/runner";
import type { RunnerSnapshot } from "@/lib/kernel/runner-state";
import type { OutputChunk } from "@/lib/protocol/output";
import { forkKernel } from "./fork-kernel";

const open: NotebookRunner[] = [];
afterEach(() => open.splice(0).forEach((runner) => runner.dispose()));

const ts = (id: string, source: string): RunnerCell => ({ id, type: "ts", source });

/** A runner on a real kernel, and what it recorded. */
function bench(cells: RunnerCell[], inputsOf?: RunnerOptions["inputsOf"]) {
  const ran: string[] = [];
  const ends = new Map<string, string>();
  const shown = new Map<string, string[]>();
  const cellOf = new Map<string, string>();
  let count = 0;
  const runner = new NotebookRunner({
    createTransport: () => forkKernel("workers/node-kernel.ts", ["--import", "tsx"]),
    host: { call: () => Promise.reject(new Error("There is no workspace here.")) },
    recorder: {
      begin: ({ executionId, cellId }) => {
        cellOf.set(executionId, cellId);
        ran.push(cellId);
        shown.set(cellId, []);
      },
      append: (id, chunks) => shown.get(cellOf.get(id) ?? "")?.push(...chunks.map(({ chunk }) => textOf(chunk))),
      end: (id, status) => ends.set(cellOf.get(id) ?? "", status),
    },
    newId: () => `e${++count}`,
    inputsOf,
    kernel: { sessionId: "s", backend: "cpu", allowSoftwareAdapter: false, seed: 1, fetchHosts: [] },
  });
  open.push(runner);
  runner.setCells(cells);
  const until = (is: (snapshot: RunnerSnapshot) => boolean) =>
    new Promise<RunnerSnapshot>((resolve) => {
      const look = () => {
        if (!is(runner.getSnapshot())) return;
        stop();
        resolve(runner.getSnapshot());
      };
      const stop = runner.subscribe(look);
      look();
    });
  const idle = () =>
    until(
      ({ kernel, cells: states }) =>
        kernel.status !== "starting" && [...states.values()].every(({ status }) => status === "idle"),
    );
  const fresh = () => Object.fromEntries([...runner.getSnapshot().cells].map(([id, { freshness }]) => [id, freshness]));
  /** What ran since the last look. */
  const took = () => ran.splice(0);
  return { runner, idle, fresh, took, shown, ends };
}

function textOf(chunk: OutputChunk): string {
  if (chunk.kind === "error") return `${chunk.error.name}: ${chunk.error.message}`;
  return chunk.kind === "result" && typeof chunk.bundle["text/plain"] === "string"
    ? chunk.bundle["text/plain"]
    : chunk.kind;
}

it("runs what a cell needs first, and nothing twice", async () => {
  const { runner, idle, took, shown, fresh } = bench([
    ts("c", "x + y"),
    ts("a", "const x = 1;"),
    ts("b", "const y = x + 1;"),
    ts("other", "9"),
  ]);
  runner.run(["c"]);
  await idle();
  expect(took()).toEqual(["a", "b", "c"]);
  expect(shown.get("c")).toEqual(["3"]);
  expect(fresh()).toEqual({ c: "fresh", a: "fresh", b: "fresh", other: "new" });
  runner.run(["c"]);
  await idle();
  expect(took()).toEqual(["c"]);
});

it("knows what an edit makes stale, and runs just that", async () => {
  const { runner, idle, took, shown, fresh } = bench([
    ts("a", "const x = 1;"),
    ts("b", "const y = x + 1; y"),
    ts("other", "9"),
  ]);
  runner.runAll();
  await idle();
  took();
  runner.setCells([ts("a", "const x = 10;"), ts("b", "const y = x + 1; y"), ts("other", "9")]);
  expect(fresh()).toEqual({ a: "stale", b: "stale", other: "fresh" });
  runner.runStale();
  await idle();
  expect(took()).toEqual(["a", "b"]);
  expect(shown.get("b")).toEqual(["11"]);
});

it("does not run what needs a cell that failed, and says so", async () => {
  const { runner, idle, shown, ends } = bench([
    ts("a", "const x = 1; throw new Error('no')"),
    ts("b", "x"),
    ts("c", "2"),
  ]);
  runner.runAll();
  await idle();
  expect([...ends]).toEqual([
    ["a", "failed"],
    ["b", "failed"],
    ["c", "succeeded"],
  ]);
  expect(shown.get("b")?.[0]).toContain('the cell of "x", which it needs, failed');
});

it("runs what waits although a cell it needs is edited meanwhile, and calls the result stale", async () => {
  const { runner, idle, fresh, shown } = bench([
    ts("a", "const x = 1;"),
    ts("slow", "console.log(x); await new Promise((resolve) => setTimeout(resolve, 100));"),
    ts("b", "x"),
  ]);
  runner.runAll();
  await vi.waitFor(() => expect(shown.get("slow")).toEqual(["console"]), 10_000);
  runner.setCells([
    ts("a", "const x = 2"),
    ts("slow", "console.log(x); await new Promise((resolve) => setTimeout(resolve, 100));"),
    ts("b", "x"),
  ]);
  await idle();
  expect(shown.get("b")).toEqual(["1"]);
  expect(fresh()).toEqual({ a: "stale", slow: "stale", b: "stale" });
});

it("takes names away with their cell, or with the edit that gave them up", async () => {
  const { runner, idle, shown } = bench([ts("a", "const x = 1, z = 2;"), ts("b", "typeof x + typeof z")]);
  runner.runAll();
  await idle();
  expect(shown.get("b")).toEqual(['"numbernumber"']);
  runner.setCells([ts("a", "const z = 2;"), ts("b", "typeof x + typeof z")]);
  runner.run(["b"]);
  await idle();
  expect(shown.get("b")).toEqual(['"undefinednumber"']);
  runner.setCells([ts("b", "typeof x + typeof z")]);
  runner.run(["b"]);
  await idle();
  expect(shown.get("b")).toEqual(['"undefinedundefined"']);
});

it("refuses a second definition in words, and takes it when the first is gone", async () => {
  const { runner, idle, shown } = bench([ts("a", "const x = 1;"), ts("b", "const x = 2; x")]);
  runner.run(["b"]);
  await idle();
  expect(shown.get("b")?.[0]).toBe(
    'CellError: "x" is already defined in another cell. Rename it here, or make it local to this cell with { }.',
  );
  runner.setCells([ts("b", "const x = 2; x")]);
  runner.run(["b"]);
  await idle();
  expect(shown.get("b")).toEqual(["2"]);
});

it("ends a busy loop, lets go of what waits, and names what is lost", async () => {
  const { runner, idle, ends, fresh, took, shown } = bench([
    ts("a", "const x = 1;"),
    ts("loop", "console.log('in'); for (;;) {}"),
    ts("c", "3"),
  ]);
  runner.runAll();
  await vi.waitFor(() => expect(shown.get("loop")).toEqual(["console"]), 10_000);
  runner.interrupt();
  const { kernel } = await idle();
  expect(ends.get("loop")).toBe("cancelled");
  expect(kernel.message).toBe(
    "The cell did not stop, so its kernel was ended and a new one started. The values of x are gone.",
  );
  expect(fresh()).toEqual({ a: "stale", loop: "new", c: "new" });
  expect(kernel.lost).toBe(1);
  took();
  runner.runLost();
  await idle();
  expect(took()).toEqual(["a"]);
  expect(runner.getSnapshot().kernel.lost).toBe(0);
});

it("says that the kernel has ended by itself, and starts another for the next cell", async () => {
  const { runner, idle, ends, shown } = bench([ts("die", "process.kill(process.pid, 'SIGKILL')"), ts("b", "1 + 1")]);
  runner.run(["die"]);
  const { kernel } = await idle();
  expect(kernel.status).toBe("failed");
  expect(ends.get("die")).toBe("lost");
  runner.run(["b"]);
  await idle();
  expect(shown.get("b")).toEqual(["2"]);
});

const knobs =
  'import { input } from "quire";\nconst lr = input.slider({ max: 1, step: 0.1 });\nconst depth = input.number({ value: 2 });\nconst go = input.button("Go");';
const at = (key: string) => ({ cell: "knobs", key, shared: true });

it("lets the readers of an input's name go stale when a person changes it, and nobody else", async () => {
  const { runner, idle, took, shown, fresh } = bench([
    ts("knobs", knobs),
    ts("reader", "lr * 10"),
    ts("below", "const f = () => lr;"),
    ts("caller", "f() + 1"),
    ts("other", "depth"),
  ]);
  runner.runAll();
  await idle();
  took();
  runner.setInput(at("lr"), 0.5);
  expect(took()).toEqual([]);
  expect(fresh()).toEqual({ knobs: "fresh", reader: "stale", below: "fresh", caller: "stale", other: "fresh" });
  runner.runStale();
  await idle();
  expect(took().sort()).toEqual(["caller", "reader"]);
  expect([shown.get("reader"), shown.get("caller")]).toEqual([["5"], ["1.5"]]);
});

it("lets cheap cells follow an input where cells follow, without a run of its own cell", async () => {
  const { runner, idle, took, shown } = bench([ts("knobs", knobs), ts("a", "const a = lr + 1;"), ts("b", "a * 2")]);
  runner.setFollow(true);
  runner.runAll();
  await idle();
  took();
  runner.setInput(at("lr"), 1);
  await idle();
  expect(took()).toEqual(["a", "b"]);
  expect(shown.get("b")).toEqual(["4"]);
});

it("runs what uses a button when it is pressed, though it never ran before", async () => {
  const { runner, idle, took, shown } = bench([
    ts("knobs", knobs),
    ts("train", "const trained = `after ${go}`;"),
    ts("test", "trained"),
    ts("other", "lr"),
  ]);
  runner.run(["knobs"]);
  await idle();
  took();
  runner.setInput(at("go"), 1, { press: true });
  await idle();
  expect(took()).toEqual(["train", "test"]);
  expect(shown.get("test")).toEqual(['"after 1"']);
});

it("takes the cell itself for stale where it reads its input, or where no name holds it", async () => {
  const own = 'import { input } from "quire";\nconst n = input.number({ value: 1 });\nconst twice = n * 2;';
  const loose = 'import { input } from "quire";\nconst list = [input.number({ value: 1, label: "loose" })];';
  const chosen: Record<string, number> = {};
  const { runner, idle, took, shown, fresh } = bench(
    [ts("own", own), ts("loose", loose), ts("sum", "twice + list[0]")],
    () => ({ shared: chosen, mine: {} }),
  );
  runner.runAll();
  await idle();
  took();
  for (const [cell, key] of [
    ["own", "n"],
    ["loose", "loose"],
  ] as const) {
    chosen[key] = 5;
    runner.setInput({ cell, key, shared: true }, 5);
  }
  expect(fresh()).toEqual({ own: "stale", loose: "stale", sum: "stale" });
  runner.runStale();
  await idle();
  expect(took()).toEqual(["own", "loose", "sum"]);
  expect(shown.get("sum")).toEqual(["15"]);
});

it("keeps a change for the end of the execution in which it was made", async () => {
  const slow = "const was = lr; await new Promise((resolve) => setTimeout(resolve, 80)); console.log('end'); [was, lr]";
  const { runner, idle, shown, fresh, took } = bench([ts("knobs", knobs), ts("slow", slow)]);
  runner.runAll();
  await vi.waitFor(() => expect(runner.getSnapshot().cells.get("slow")?.status).toBe("running"), 10_000);
  runner.setInput(at("lr"), 0.9);
  await idle();
  expect(took()).toEqual(["knobs", "slow"]);
  expect(shown.get("slow")).toEqual(["console", "[ 0, 0 ]"]);
  expect(fresh()).toEqual({ knobs: "fresh", slow: "stale" });
});

it("begins with what is chosen, where a cell runs for the first time", async () => {
  const { runner, idle, shown } = bench([ts("knobs", knobs), ts("reader", "lr")], () => ({
    shared: { lr: 0.7 },
    mine: {},
  }));
  runner.setInput(at("lr"), 0.7);
  runner.runAll();
  await idle();
  expect(shown.get("reader")).toEqual(["0.7"]);
});
