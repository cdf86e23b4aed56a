import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { NotebookRunner, type RunnerCell } from "./runner";
import { inProcessTransport } from "./testing";

/** Cell `i` makes `v<name>` of a number and of other names, as a value or as a function. Two cells may claim one name. */
interface Model {
  name: number;
  constant: number;
  uses: number[];
  shape: "const" | "function" | "block" | "typed";
}
const use = (name: number) => `(typeof v${name} === "function" ? v${name}() : v${name})`;

function sourceOf({ name, constant, uses, shape }: Model): string {
  const sum = [String(constant), ...uses.map(use)].join(" + ");
  if (shape === "function") return `function v${name}(): number { return ${sum} }`;
  if (shape === "block") return `let v${name} = 0;\n{ const part = ${sum}; v${name} += part; }`;
  if (shape === "typed") return `const { v${name} }: { v${name}: number } = { v${name}: ${sum} };`;
  return `const v${name} = ${sum}`;
}

const cell = fc.record({
  name: fc.nat(5),
  constant: fc.integer({ min: -9, max: 9 }),
  uses: fc.array(fc.nat(5), { maxLength: 3 }),
  shape: fc.constantFrom("const" as const, "function" as const, "block" as const, "typed" as const),
});
type Step =
  { do: "edit" | "insert"; at: number; cell: Model } | { do: "delete" | "run"; at: number } | { do: "restart" };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("edit" as const), at: fc.nat(5), cell }),
  fc.record({ do: fc.constant("insert" as const), at: fc.nat(5), cell }),
  fc.record({ do: fc.constant("delete" as const), at: fc.nat(5) }),
  fc.record({ do: fc.constant("run" as const), at: fc.nat(5) }),
  fc.record({ do: fc.constant("restart" as const) }),
);

// A kernel takes its realm over, which here is the test's.
const realm = { console: { ...console }, random: Math.random, fetch: globalThis.fetch };
afterAll(() => {
  Object.assign(console, realm.console);
  Math.random = realm.random;
  globalThis.fetch = realm.fetch;
});

function session() {
  const shown: string[] = [];
  let count = 0;
  const runner = new NotebookRunner({
    createTransport: () => inProcessTransport(),
    host: { call: () => Promise.reject(new Error("There is no workspace here.")) },
    recorder: {
      begin: () => undefined,
      append: (_, chunks) => {
        for (const { chunk } of chunks)
          if (chunk.kind === "result") shown.push(JSON.stringify(chunk.bundle["text/plain"]));
      },
      end: () => undefined,
    },
    newId: () => `e${++count}`,
    kernel: { sessionId: "s", backend: "cpu", allowSoftwareAdapter: false, seed: 1, fetchHosts: [] },
  });
  const rest = () =>
    new Promise<void>((resolve) => {
      const look = () => {
        const { kernel: state, cells } = runner.getSnapshot();
        if (state.status === "starting" || [...cells.values()].some(({ status }) => status !== "idle")) return;
        stop();
        resolve();
      };
      const stop = runner.subscribe(look);
      look();
    });
  /** What the names hold, as a cell of the kernel sees them; a function stands for what it gives. */
  const values = async (): Promise<string | undefined> => {
    const reads = [0, 1, 2, 3, 4, 5].map(
      (name) => `try { seen.push(String(${use(name)})) } catch (e) { seen.push(e.name) }`,
    );
    runner.setCells([
      { id: "probe", type: "ts", source: `const seen: string[] = [];\n${reads.join("\n")}\nseen.join()` },
    ]);
    runner.run(["probe"]);
    await rest();
    return shown.at(-1);
  };
  return { runner, rest, values };
}

const reads = (name: number, ...uses: number[]): Model => ({ name, constant: 0, uses, shape: "const" });
/** What `v1` was refused for fails once more, for another cell's sake: found by chance, kept as an example. */
const failedAgain: [Model[], Step[]] = [
  [reads(0, 1), reads(0), reads(0), reads(0)],
  [
    { do: "run", at: 0 },
    { do: "insert", at: 3, cell: reads(1, 1) },
    { do: "delete", at: 1 },
    { do: "delete", at: 3 },
    { do: "edit", at: 1, cell: reads(2, 1) },
    { do: "run", at: 4 },
  ],
];

it("after running what is stale, all that has run has the values of a fresh kernel", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(cell, { minLength: 1, maxLength: 6 }),
      fc.array(step, { maxLength: 12 }),
      async (start, steps) => {
        let cells: RunnerCell[] = start.map((model, i) => ({ id: `c${i}`, type: "ts", source: sourceOf(model) }));
        let made = cells.length;
        const lived = session();
        lived.runner.setCells(cells);
        for (const todo of steps) {
          const at = "at" in todo && cells.length > 0 ? todo.at % cells.length : 0;
          if (todo.do === "edit")
            cells = cells.map((one, i) => (i === at ? { ...one, source: sourceOf(todo.cell) } : one));
          else if (todo.do === "insert")
            cells = cells.toSpliced(at, 0, { id: `c${made++}`, type: "ts", source: sourceOf(todo.cell) });
          else if (todo.do === "delete") cells = cells.toSpliced(at, 1);
          else if (todo.do === "restart") lived.runner.restart();
          else if (cells[at]) lived.runner.run([cells[at].id]);
          await lived.rest();
          lived.runner.setCells(cells);
        }
        lived.runner.runStale();
        await lived.rest();
        const states = lived.runner.getSnapshot().cells;
        expect([...states.values()].map(({ freshness }) => freshness)).not.toContain("stale");

        const owners = new Set(lived.runner.graph.owners.values());
        const fresh = session();
        fresh.runner.setCells(cells.map((one) => ({ ...one, proven: owners.has(one.id) })));
        fresh.runner.run([...states].flatMap(([id, { freshness }]) => (freshness === "new" ? [] : [id])));
        await fresh.rest();
        for (const [id, { freshness }] of states)
          if (freshness !== "new") expect(fresh.runner.getSnapshot().cells.get(id)?.freshness).toBe(freshness);
        expect(await lived.values()).toBe(await fresh.values());
        lived.runner.dispose();
        fresh.runner.dispose();
      },
    ),
    { numRuns: 150, examples: [failedAgain] },
  );
}, 60_000);
