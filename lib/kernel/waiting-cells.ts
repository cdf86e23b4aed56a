import type { Waiting } from "./run-queue";

/** The cells that wait for their turn in one kernel, first come first, and those that waited when it ended. */
export class WaitingCells {
  #waiting: Waiting[] = [];
  #dropped: string[] = [];

  get list(): readonly Waiting[] {
    return this.#waiting;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Those that waited when their kernel ended. */
  get dropped(): readonly string[] {
    return this.#dropped;
  }

  next(): Waiting | undefined {
    return this.#waiting.shift();
  }

  /** A cell that already waits keeps its place, with its newest text. */
  add(planned: readonly Waiting[]): void {
    for (const next of planned) {
      const known = this.#waiting.find(({ cellId }) => cellId === next.cellId);
      if (known) known.source = next.source;
      else this.#waiting.push(next);
    }
    this.#dropped = this.#dropped.filter((id) => !planned.some(({ cellId }) => cellId === id));
  }

  /** Its person wants it no more. */
  remove(cellId: string): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.cellId !== cellId);
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Lets go of what waits because its kernel goes. */
  drop(): void {
    this.#dropped = this.#waiting.map(({ cellId }) => cellId);
    this.#waiting = [];
  }

  /** The cell is gone. */
  forget(cellId: string): void {
    this.remove(cellId);
    this.#dropped = this.#dropped.filter((dropped) => dropped !== cellId);
  }
}
