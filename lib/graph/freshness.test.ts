import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CellRun, freshness, recordRun } from "./freshness";
import { buildGraph, type GraphCell, type NotebookGraph } from "./notebook-graph";
import { blocker, runOrder } from "./order";

/**
 * A kernel of arithmetic: cell `cI` is `const vI = k + sum of what it uses`, or a function of that. It keeps values from run to
 * run as the real one does, so that forgetting to run a cell shows as a wrong number.
 */
interface ModelCell {
  constant: number;
  uses: number[];
  isFunction: boolean;
}
const sourceOf = (cell: ModelCell, index: number, all: readonly ModelCell[]): string => {
  const reads = cell.uses.map((use) =>
    all[use % all.length]?.isFunction ? `v${use % all.length}()` : `v${use % all.length}`,
  );
  const sum = [String(cell.constant), ...reads].join(" + ");
  return cell.isFunction ? `function v${index}() { return ${sum} }` : `const v${index} = ${sum}`;
};

class ModelKernel {
  readonly #scope = new Map<string, unknown>();

  run({ id, source }: { id: string; source: string }): boolean {
    const name = `v${id.slice(1)}`;
    const get = (other: string) => {
      if (!this.#scope.has(other)) throw new ReferenceError(other);
      return this.#scope.get(other);
    };
    const expression = source
      .replace(/^(?:const \w+ = |function \w+\(\) \{ return )/, "")
      .replace(/ \}$/, "")
      .replace(/\bv\d+\b/g, (other) => `get("${other}")`);
    this.#scope.delete(name);
    try {
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a small kernel evaluates too
      const make = new Function(
        "get",
        source.startsWith("function") ? `return () => ${expression}` : `return ${expression}`,
      ) as (get: (name: string) => unknown) => unknown;
      this.#scope.set(name, make(get));
      return true;
    } catch {
      return false;
    }
  }

  values(): Record<string, unknown> {
    return Object.fromEntries(
      [...this.#scope].map(([name, value]) => {
        try {
          return [name, typeof value === "function" ? (value as () => unknown)() : value];
        } catch {
          return [name, "throws"];
        }
      }),
    );
  }

  forget(name: string): void {
    this.#scope.delete(name);
  }
}

class Session {
  graph: NotebookGraph = buildGraph([]);
  readonly kernel = new ModelKernel();
  #runs = new Map<string, CellRun>();
  #count = 0;

  edit(cells: readonly GraphCell[]): void {
    for (const id of this.graph.nodes.keys()) {
      if (cells.some((cell) => cell.id === id)) continue;
      this.kernel.forget(`v${id.slice(1)}`);
      this.#runs.delete(id);
    }
    this.graph = buildGraph(cells, this.graph);
  }

  runStale(): void {
    for (const id of runOrder(this.graph, [...this.graph.nodes.keys()])) {
      if (freshness(this.graph, this.#runs).get(id) === "fresh") continue;
      const node = this.graph.nodes.get(id);
      const ok = !blocker(this.graph, id) && node !== undefined && this.kernel.run(node);
      if (!ok) this.kernel.forget(`v${id.slice(1)}`);
      this.#runs.set(id, recordRun(this.graph, this.#runs, id, ok, ++this.#count));
    }
  }
}

const cellArbitrary = fc.record({
  constant: fc.integer({ min: -9, max: 9 }),
  uses: fc.array(fc.nat(5), { maxLength: 3 }),
  isFunction: fc.boolean(),
});
const notebookArbitrary = fc.array(cellArbitrary, { minLength: 1, maxLength: 6 });
const toCells = (model: readonly ModelCell[]): GraphCell[] =>
  model.map((cell, index) => ({ id: `c${index}`, source: sourceOf(cell, index, model) }));

describe("running what is stale", () => {
  it("gives the values of a fresh kernel, whatever was edited in between", () => {
    fc.assert(
      fc.property(fc.array(notebookArbitrary, { minLength: 1, maxLength: 5 }), (versions) => {
        const lived = new Session();
        for (const version of versions) {
          lived.edit(toCells(version));
          lived.runStale();
        }
        const fresh = new Session();
        fresh.edit(toCells(versions.at(-1) ?? []));
        fresh.runStale();
        expect(lived.kernel.values()).toEqual(fresh.kernel.values());
      }),
      { numRuns: 200 },
    );
  });
});

describe("freshness", () => {
  const cells = (x: number) => [
    { id: "a", source: `const x = ${x}` },
    { id: "b", source: "const y = x + 1" },
    { id: "c", source: "y" },
    { id: "d", source: "1" },
  ];
  const ran = (graph: NotebookGraph, ids: string[]) => {
    const runs = new Map<string, CellRun>();
    ids.forEach((id, index) => runs.set(id, recordRun(graph, runs, id, id !== "d", index + 1)));
    return runs;
  };

  it("starts new, and is fresh or failed after a run", () => {
    const graph = buildGraph(cells(1));
    expect([...freshness(graph, new Map()).values()]).toEqual(["new", "new", "new", "new"]);
    expect([...freshness(graph, ran(graph, ["a", "b", "c", "d"])).values()]).toEqual([
      "fresh",
      "fresh",
      "fresh",
      "failed",
    ]);
  });

  it("goes stale with an edit, for the cell and all below it, and for nobody else", () => {
    const graph = buildGraph(cells(1));
    const runs = ran(graph, ["a", "b", "c", "d"]);
    expect([...freshness(buildGraph(cells(2), graph), runs).values()]).toEqual(["stale", "stale", "stale", "failed"]);
  });

  it("goes stale below a cell that ran again", () => {
    const graph = buildGraph(cells(1));
    const runs = ran(graph, ["a", "b", "c"]);
    runs.set("a", recordRun(graph, runs, "a", true, 9));
    expect([...freshness(graph, runs).values()]).toEqual(["fresh", "stale", "stale", "new"]);
  });
});
