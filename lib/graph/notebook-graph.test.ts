import { describe, expect, it } from "vitest";
import { buildGraph, type NotebookGraph } from "./notebook-graph";
import { ancestors, blocker, descendants, runOrder } from "./order";
import { planRun } from "@/lib/kernel/run-queue";

/** Cells by id, in order: `graph({ a: "const x = 1", b: "x" })`. */
const graph = (cells: Record<string, string>, before?: NotebookGraph) =>
  buildGraph(
    Object.entries(cells).map(([id, source]) => ({ id, source })),
    before,
  );
const problemOf = (built: NotebookGraph, id: string) => built.nodes.get(id)?.problem;

describe("who needs whom", () => {
  const chain = graph({ c: "const z = y + 1", b: "const y = x + 1", a: "const x = 1", other: "const q = 1", d: "z" });

  it("orders by need, whatever the order in the notebook", () => {
    expect(runOrder(chain, ["d"])).toEqual(["a", "b", "c", "d"]);
    expect(ancestors(chain, "c")).toEqual(["a", "b"]);
    expect(descendants(chain, "a")).toEqual(["b", "c", "d"]);
    expect(descendants(chain, "other")).toEqual([]);
  });

  it("keeps the notebook's order between cells that do not need each other", () => {
    expect(runOrder(chain, [...chain.nodes.keys()])).toEqual(["a", "b", "c", "other", "d"]);
  });

  it("follows what functions read to the cell that calls them", () => {
    const built = graph({ f: "function scale(v) { return v * factor }", use: "scale(2)", k: "const factor = 3" });
    expect(built.nodes.get("f")?.needs).toEqual([]);
    expect(ancestors(built, "use")).toEqual(["f", "k"]);
  });
});

describe("mutual recursion", () => {
  it("is legal between cells of functions, and whoever calls needs all of them", () => {
    const built = graph({
      use: "isEven(4)",
      e: "function isEven(n) { return n === 0 || isOdd(n - 1) }",
      o: "const isOdd = (n) => n !== 0 && isEven(n - 1)",
    });
    expect([...built.nodes.values()].map(({ problem }) => problem)).toEqual([null, null, null]);
    expect(ancestors(built, "use")).toEqual(["e", "o"]);
  });

  it("is legal where one of the cells also calls", () => {
    const built = graph({
      e: "function isEven(n) { return n === 0 || isOdd(n - 1) }\nconst four = isEven(4)",
      o: "function isOdd(n) { return n !== 0 && isEven(n - 1) }",
    });
    expect(problemOf(built, "e")).toBeNull();
    expect(ancestors(built, "e")).toEqual(["o"]);
  });

  it("is a circle where both call", () => {
    const built = graph({
      e: "function isEven(n) { return isOdd(n) }\nconst a = isEven(4)",
      o: "function isOdd(n) { return isEven(n) }\nconst b = isOdd(3)",
    });
    expect(problemOf(built, "e")?.code).toBe("cycle");
  });
});

describe("circles", () => {
  const built = graph({ a: "const x = y", b: "const y = z", c: "const z = x", d: "const free = 1", e: "x" });

  it("give an error to each cell in them, naming the others", () => {
    expect(problemOf(built, "a")).toMatchObject({
      code: "cycle",
      cells: expect.arrayContaining(["b", "c"]) as string[],
      names: ["y"],
    });
    expect(problemOf(built, "a")?.message).toContain('"y"');
    expect(problemOf(built, "b")?.code).toBe("cycle");
    expect(problemOf(built, "d")).toBeNull();
  });

  it("block the cells that need them", () => {
    expect(problemOf(built, "e")).toBeNull();
    expect(blocker(built, "e")?.problem?.code).toBe("cycle");
  });

  it("are found through a function that a value is made with", () => {
    const hidden = graph({ a: "const c = f()", b: "function f() { return v }", d: "const v = c + 1" });
    expect(problemOf(hidden, "a")?.code).toBe("cycle");
    expect(problemOf(hidden, "d")?.code).toBe("cycle");
    expect(problemOf(hidden, "b")).toBeNull();
  });
});

describe("a name in two cells", () => {
  it("stays with the first; the newcomer gets the error", () => {
    const built = graph({ a: "const x = 1", b: "\nconst x = 2", c: "x" });
    expect(problemOf(built, "a")).toBeNull();
    expect(problemOf(built, "b")).toMatchObject({ code: "duplicate", names: ["x"], cells: ["a"], line: 2, column: 7 });
    expect(ancestors(built, "c")).toEqual(["a"]);
  });

  it("stays with the first in time, wherever the newcomer is put", () => {
    const before = graph({ b: "const x = 1" });
    const built = graph({ a: "const x = 2", b: "const x = 1" }, before);
    expect(problemOf(built, "b")).toBeNull();
    expect(problemOf(built, "a")?.code).toBe("duplicate");
  });

  it("goes to the newcomer when the first gives it up", () => {
    const before = graph({ a: "const x = 1", b: "const x = 2" });
    const built = graph({ a: "const other = 1", b: "const x = 2" }, before);
    expect(problemOf(built, "b")).toBeNull();
    expect(built.owners.get("x")).toBe("b");
  });

  it("is no quarrel where both import the same", () => {
    const line = 'import * as tf from "@tensorflow/tfjs";';
    const built = graph({ a: line, b: `${line}\nconst t = tf.scalar(1)`, c: 'import { x as tf } from "other"' });
    expect(problemOf(built, "b")).toBeNull();
    expect(problemOf(built, "c")?.code).toBe("duplicate");
  });

  it("stays with its cell while somebody types in it", () => {
    const built = graph({ a: "const x = (", b: "x" }, graph({ a: "const x = 1", b: "x" }));
    expect(problemOf(built, "a")?.code).toBe("syntax");
    expect(ancestors(built, "b")).toEqual(["a"]);
  });

  it("belongs to the cell that has run well, where nobody knows who was first", () => {
    const cells = [
      { id: "half", source: "const x = 2" },
      { id: "first", source: "const x = 1", proven: true },
    ];
    expect(problemOf(buildGraph(cells), "half")?.code).toBe("duplicate");
    expect(problemOf(buildGraph(cells), "first")).toBeNull();
  });
});

describe("assigning to another cell's name", () => {
  const built = graph({ a: "let x = 1", b: "x = 2; x++", c: "x" });
  it("is the error of the cell that does it, which names the owner", () =>
    expect(problemOf(built, "b")).toMatchObject({ code: "assignment", names: ["x"], cells: ["a"] }));
  it("is told to the owner, which runs on, as does who reads it", () => {
    expect(built.nodes.get("a")?.notice).toMatchObject({ names: ["x"], cells: ["b"] });
    expect(problemOf(built, "a")).toBeNull();
    expect(blocker(built, "c")).toBeUndefined();
  });
});

it("takes a chain of five thousand cells", () => {
  const many = Array.from({ length: 5000 }, (_, i) => [`c${i}`, i ? `const v${i} = v${i - 1} + 1` : "const v0 = 1"]);
  const built = graph(Object.fromEntries(many) as Record<string, string>);
  expect(runOrder(built, ["c4999"])).toHaveLength(5000);
  expect(descendants(built, "c0").at(-1)).toBe("c4999");
  const held = planRun(built, { runs: new Map(), states: new Map() }, [...built.nodes.keys()], true);
  expect(held).toHaveLength(5000);
});
