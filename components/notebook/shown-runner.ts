import type { NotebookGraph } from "@/lib/graph/notebook-graph";
import type { NotebookRunner } from "@/lib/kernel/runner";
import type { RunnerSnapshot } from "@/lib/kernel/runner-state";

/** What begins and ends within this time is shown once, when it is over: a frame that says "running" would hold up the result. */
export const CALM_MS = 40;

/** A runner as the page shows it. */
export class ShownRunner {
  #snapshot: RunnerSnapshot;
  #graph: NotebookGraph;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;

  constructor(private readonly runner: Pick<NotebookRunner, "subscribe" | "getSnapshot" | "graph">) {
    this.#snapshot = runner.getSnapshot();
    this.#graph = runner.graph;
    this.#stop = runner.subscribe((begins) => {
      if (begins) this.#timer ??= setTimeout(this.#show, CALM_MS);
      else this.#show();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): RunnerSnapshot => this.#snapshot;

  readonly getGraph = (): NotebookGraph => this.#graph;

  destroy(): void {
    clearTimeout(this.#timer);
    this.#stop();
    this.#listeners.clear();
  }

  readonly #show = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#snapshot = this.runner.getSnapshot();
    this.#graph = this.runner.graph;
    for (const listener of this.#listeners) listener();
  };
}
