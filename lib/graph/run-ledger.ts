import { type CellRun, freshness, type Freshness, type History } from "./freshness";
import type { NotebookGraph } from "./notebook-graph";

type Ended = Pick<CellRun, "source" | "end" | "durationMs"> & { refused?: boolean };

/** Keeps what has run in one kernel session, and says what that makes of each cell. */
export class RunLedger {
  #runs = new Map<string, CellRun>();
  #lost = new Set<string>();
  #count = 0;
  /** By name: the cells that have changed its value in place since its own cell last ran. */
  readonly #changers = new Map<string, Set<string>>();

  get history(): History {
    return { runs: this.#runs, lost: this.#lost };
  }

  get(id: string): CellRun | undefined {
    return this.#runs.get(id);
  }

  states(graph: NotebookGraph): Map<string, Freshness> {
    return freshness(graph, this.history);
  }

  record(graph: NotebookGraph, id: string, ended: Ended): void {
    const node = graph.nodes.get(id);
    if (!node) return;
    const { refused = false } = ended;
    const saw = new Map(node.needs.map((need) => [need, this.#runs.get(need)?.number ?? 0]));
    const continued = refused ? [] : this.#continued(graph, id);
    this.#lost.delete(id);
    this.#runs.set(id, { ...ended, refused, number: ++this.#count, saw, continued });
    for (const { name } of node.analysis.defines) if (graph.owners.get(name) === id) this.#changers.delete(name);
    if (refused) return;
    for (const name of node.reach.changes) this.#changers.set(name, (this.#changers.get(name) ?? new Set()).add(id));
  }

  /**
   * An input of the cell has changed, and with it these names, without a run of the cell. Whoever reads one of them is stale.
   * The cell itself is where it reads one while it runs, or where no name holds the input.
   */
  changeInput(graph: NotebookGraph, id: string, names: readonly string[]): void {
    const run = this.#runs.get(id);
    if (!run) return;
    const reads = (reader: string) => names.some((name) => graph.nodes.get(reader)?.reach.names.has(name));
    if (names.length === 0 || reads(id)) {
      this.#runs.set(id, { ...run, isOutdated: true });
      return;
    }
    const number = ++this.#count;
    for (const [reader, theirs] of this.#runs) {
      if (theirs.saw.get(id) !== run.number || reads(reader)) continue;
      this.#runs.set(reader, { ...theirs, saw: new Map([...theirs.saw, [id, number]]) });
    }
    this.#runs.set(id, { ...run, number });
  }

  forget(id: string): void {
    this.#runs.delete(id);
    this.#lost.delete(id);
  }

  /** The kernel is gone: what had values there is to be run again. What failed has failed all the same. */
  loseAll(): void {
    for (const [id, { end }] of this.#runs) if (end === "succeeded") this.#lost.add(id);
    this.#runs = new Map();
    this.#changers.clear();
  }

  /** Names that the cell reads, and that were changed in place by other runs than those above it. */
  #continued(graph: NotebookGraph, id: string): string[] {
    const node = graph.nodes.get(id);
    const names = new Set<string>();
    for (const name of node?.reach.names ?? []) {
      const changers = [...(this.#changers.get(name) ?? [])];
      const above = node?.changedBefore.get(name) ?? [];
      if (graph.owners.get(name) !== id && changers.some((by) => by === id || !above.includes(by))) names.add(name);
    }
    for (const need of node?.needs ?? []) for (const name of this.#runs.get(need)?.continued ?? []) names.add(name);
    return [...names];
  }
}
