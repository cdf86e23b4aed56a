export interface Bound<T, R> {
  /** How much may wait, as `weigh` counts it. */
  limit: number;
  weigh: (item: T) => number;
  /** Given: all that waits is dropped at the limit, and this is read in its place. Absent: only the oldest are dropped. */
  instead?: R;
}

/** What one reader has not read yet. It never holds more than its bound, whatever is pushed. */
export class BoundedQueue<T, R = never> {
  #items: (T | R)[] = [];
  #weights: number[] = [];
  #weight = 0;
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(readonly bound: Bound<T, R>) {}

  push(item: T): void {
    if (this.#ended) return;
    const weight = this.bound.weigh(item);
    if (this.#weight + weight > this.bound.limit) this.#makeRoom();
    this.#add(item, weight);
    this.#wake();
  }

  /** What was pushed can still be read; nothing more comes. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *read(): AsyncGenerator<T | R> {
    for (;;) {
      while (this.#items.length > 0) yield this.#take();
      if (this.#ended) return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #add(item: T | R, weight: number): void {
    this.#items.push(item);
    this.#weights.push(weight);
    this.#weight += weight;
  }

  #take(): T | R {
    this.#weight -= this.#weights.shift() ?? 0;
    // There is one: its caller has looked.
    return this.#items.shift() as T | R;
  }

  #makeRoom(): void {
    if (this.bound.instead === undefined) {
      if (this.#items.length > 0) this.#take();
      return;
    }
    this.#items = [];
    this.#weights = [];
    this.#weight = 0;
    this.#add(this.bound.instead, 0);
  }
}
