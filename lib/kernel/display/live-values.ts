/** Remembers how to read a value again, and gives the name by which to ask for it; undefined where nothing is kept. */
export type Keep = (read: () => unknown) => string | undefined;

/** So many values of one execution can be asked for; the oldest go first. */
const KEPT = 2000;

/**
 * What outputs left out and a reader may still ask for: values of each cell's newest execution, by name. They live until the
 * cell runs again or goes, as its names do.
 */
export class LiveValues {
  readonly #byCell = new Map<string, Map<string, () => unknown>>();
  readonly #cellOf = new Map<string, string>();
  /** No other kernel's outputs may be taken for this one's. */
  readonly #prefix = Math.random().toString(36).slice(2, 8);
  #count = 0;

  keeper(cellId: string): Keep {
    return (read) => this.#add(cellId, read);
  }

  /** How to read the value of that name; undefined when it is no longer there. */
  get(ref: string): (() => unknown) | undefined {
    return this.#byCell.get(this.#cellOf.get(ref) ?? "")?.get(ref);
  }

  /** What further names of the same cell are made with. */
  keeperOf(ref: string): Keep {
    return this.keeper(this.#cellOf.get(ref) ?? "");
  }

  release(cellId: string): void {
    for (const ref of this.#byCell.get(cellId)?.keys() ?? []) this.#cellOf.delete(ref);
    this.#byCell.delete(cellId);
  }

  #add(cellId: string, read: () => unknown): string {
    const kept = this.#byCell.get(cellId) ?? new Map<string, () => unknown>();
    this.#byCell.set(cellId, kept);
    const ref = `${this.#prefix}-${++this.#count}`;
    kept.set(ref, read);
    this.#cellOf.set(ref, cellId);
    if (kept.size > KEPT) this.#drop(kept);
    return ref;
  }

  #drop(kept: Map<string, () => unknown>): void {
    const [oldest] = kept.keys();
    if (oldest === undefined) return;
    kept.delete(oldest);
    this.#cellOf.delete(oldest);
  }
}
