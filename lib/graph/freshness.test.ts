import { describe, expect, it } from "vitest";
import { buildGraph, type CellHold, type NotebookGraph } from "./notebook-graph";
import { RunLedger } from "./run-ledger";

const graphOf = (cells: Record<string, string>, before?: NotebookGraph, holds: Record<string, CellHold> = {}) =>
  buildGraph(
    Object.entries(cells).map(([id, source]) => ({ id, source, hold: holds[id] })),
    before,
  );

/** A session in which these cells have run, in this order. `!d` failed, `~d` was stopped. */
function ran(graph: NotebookGraph, ids: readonly string[], ledger = new RunLedger()): RunLedger {
  for (const mark of ids) {
    const id = mark.replace(/^[!~]/, "");
    const end = mark.startsWith("!") ? "failed" : mark.startsWith("~") ? "cancelled" : "succeeded";
    ledger.record(graph, id, { source: graph.nodes.get(id)?.source ?? "", end, durationMs: 1 });
  }
  return ledger;
}
const states = (graph: NotebookGraph, ledger: RunLedger) => Object.fromEntries(ledger.states(graph));

describe("what a run makes of a cell", () => {
  const cells = (x: number) => ({ a: `const x = ${x}`, b: "const y = x + 1", c: "y", d: "1" });
  const graph = graphOf(cells(1));

  it("is new before it, and fresh, failed or cancelled after it", () => {
    expect(states(graph, new RunLedger())).toEqual({ a: "new", b: "new", c: "new", d: "new" });
    expect(states(graph, ran(graph, ["a", "b", "!c", "~d"]))).toEqual({
      a: "fresh",
      b: "fresh",
      c: "failed",
      d: "cancelled",
    });
  });

  it("goes stale with an edit, for the cell and all below it, and for nobody else", () => {
    const edited = graphOf(cells(2), graph);
    expect(states(edited, ran(graph, ["a", "b", "c", "!d"]))).toEqual({
      a: "stale",
      b: "stale",
      c: "stale",
      d: "failed",
    });
  });

  it("goes stale below a cell that ran again", () => {
    const ledger = ran(graph, ["a", "b", "c", "a"]);
    expect(states(graph, ledger)).toEqual({ a: "fresh", b: "stale", c: "stale", d: "new" });
  });

  it("of a failure goes stale when what it needs has changed: it may work now", () => {
    const ledger = ran(graph, ["a", "!b"]);
    expect(states(graphOf(cells(2), graph), ledger).b).toBe("stale");
  });

  it("is lost with the kernel: what had values is stale, what had failed has failed anyway", () => {
    const ledger = ran(graph, ["a", "b", "!d"]);
    ledger.loseAll();
    expect(states(graph, ledger)).toEqual({ a: "stale", b: "stale", c: "new", d: "new" });
    ran(graph, ["a"], ledger);
    expect(states(graph, ledger)).toMatchObject({ a: "fresh", b: "stale" });
  });
});

describe("a value that is changed in place", () => {
  const cells = {
    make: "const list: number[] = []",
    other: "list.length + 1",
    push: "list.push(1)",
    show: "list.length",
  };
  const graph = graphOf(cells);

  it("puts who reads it below the change after the change", () => {
    expect(graph.nodes.get("show")?.needs).toEqual(["make", "push"]);
    expect(graph.nodes.get("other")?.needs).toEqual(["make"]);
  });

  it("is as in a fresh kernel after one run of each, in order", () =>
    expect(states(graph, ran(graph, ["make", "other", "push", "show"]))).toEqual({
      make: "fresh",
      other: "fresh",
      push: "fresh",
      show: "fresh",
    }));

  it("is continued where the change runs again, and so is what reads it then", () => {
    const ledger = ran(graph, ["make", "other", "push", "show", "push"]);
    expect(states(graph, ledger)).toMatchObject({ push: "continued", show: "stale" });
    ran(graph, ["show"], ledger);
    expect(states(graph, ledger).show).toBe("continued");
    expect(ledger.get("show")?.continued).toEqual(["list"]);
  });

  it("is continued for a reader above the change that runs after it", () =>
    expect(states(graph, ran(graph, ["make", "push", "other"])).other).toBe("continued"));

  it("is continued for a reader when the cell that changed it is gone", () => {
    const ledger = ran(graph, ["make", "push", "show"]);
    const { make, other, show } = cells;
    const without = graphOf({ make, other, show }, graph);
    ledger.forget("push");
    expect(states(without, ledger).show).toBe("stale");
    expect(states(without, ran(without, ["show"], ledger)).show).toBe("continued");
  });

  it("is made anew by its own cell", () => {
    const ledger = ran(graph, ["make", "push", "show", "push", "make", "other", "push", "show"]);
    expect(Object.values(states(graph, ledger))).toEqual(["fresh", "fresh", "fresh", "fresh"]);
  });

  it("may be a model that a function trains", () => {
    const trained = graphOf({
      model: "const model = tf.sequential()",
      how: "async function train() { await model.fit(xs, ys) }",
      go: "await train()",
      look: "model.predict(xs)",
    });
    expect(trained.nodes.get("look")?.needs).toEqual(["model", "go"]);
    expect(trained.nodes.get("go")?.reach.costly).toBe(true);
    expect(trained.nodes.get("look")?.reach.costly).toBe(false);
    expect(states(trained, ran(trained, ["model", "how", "go", "go"])).go).toBe("continued");
  });

  it("does not come of what only looks like a change: a sum of tensors, a module, an own value", () => {
    const pure = graphOf({
      t: 'import * as tf from "@tensorflow/tfjs";\nconst t = tf.tensor([1])',
      sum: "t.add(1)",
      own: "const mine = []; mine.push(2); tf.fill([1], 0); mine",
    });
    for (const node of pure.nodes.values()) expect([...node.reach.changes]).toEqual([]);
  });

  it("never makes a circle of cells that stand against the order of their names", () => {
    const upside = graphOf({ show: "list.push(late)", make: "const list = []", late: "const late = list.length" });
    expect([...upside.nodes.values()].map(({ problem }) => problem)).toEqual([null, null, null]);
  });
});

describe("a pinned cell", () => {
  const cells = (x: number) => ({ a: `const x = ${x}`, b: "const y = x", c: "y" });
  it("keeps its value: it is stale and what needs it is not", () => {
    const graph = graphOf(cells(1), undefined, { b: "pinned" });
    const ledger = ran(graph, ["a", "b", "c"]);
    expect(states(graphOf(cells(2), graph, { b: "pinned" }), ledger)).toEqual({ a: "stale", b: "stale", c: "fresh" });
  });
});
