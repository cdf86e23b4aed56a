import { QuireError } from "@/lib/protocol/errors";
import { formOf, joinRows, sliceRows, type Tensor } from "@/lib/serving/tensor";

interface Item {
  inputs: Tensor[];
  rows: number;
  since: number;
  resolve: (outputs: Tensor[]) => void;
  reject: (error: Error) => void;
}

export interface QueueLimits {
  maxBatchRows: number;
  maxWaiting: number;
  /** A request that has waited for longer is given up. */
  maxWaitMs: number;
}

/** Requests for one model that wait for a process. Those of the same form leave together, as one batch. */
export class BatchQueue {
  readonly #items: Item[] = [];

  constructor(private readonly limits: QueueLimits) {}

  get length(): number {
    return this.#items.length;
  }

  add(inputs: Tensor[]): Promise<Tensor[]> {
    if (this.#items.length >= this.limits.maxWaiting)
      throw new QuireError("UNAVAILABLE", "The model is busy: too many requests wait already. Try again in a moment.");
    return new Promise((resolve, reject) => {
      this.#items.push({ inputs, rows: inputs[0]?.shape[0] ?? 1, since: performance.now(), resolve, reject });
    });
  }

  /** Takes the longest waiting request, with as many like it as one batch may hold when the model `canBatch`. */
  take(canBatch: boolean): Batch | null {
    this.#giveUpStale();
    const first = this.#items.shift();
    if (!first) return null;
    const items = [first];
    if (!canBatch) return new Batch(items);
    const form = formOf(first.inputs);
    let rows = first.rows;
    for (
      let next = this.#items[0];
      next && rows + next.rows <= this.limits.maxBatchRows && formOf(next.inputs) === form;
      next = this.#items[0]
    ) {
      items.push(next);
      rows += next.rows;
      this.#items.shift();
    }
    return new Batch(items);
  }

  #giveUpStale(): void {
    const oldest = performance.now() - this.limits.maxWaitMs;
    while (this.#items[0] && this.#items[0].since < oldest)
      this.#items
        .shift()
        ?.reject(
          new QuireError(
            "UNAVAILABLE",
            `The model is busy: this request waited for ${this.limits.maxWaitMs / 1000} s. Try again.`,
          ),
        );
  }
}

/** Requests that are computed as one. */
export class Batch {
  constructor(private readonly items: readonly Item[]) {}

  get size(): number {
    return this.items.length;
  }

  /** The inputs of all, row after row. */
  get inputs(): Tensor[] {
    const [first] = this.items;
    return (first?.inputs ?? []).map((_, i) => joinRows(this.items.flatMap((item) => item.inputs[i] ?? [])));
  }

  /** Each on its own: for when one of them spoils the batch. */
  singly(): Batch[] {
    return this.items.map((item) => new Batch([item]));
  }

  /** Whether the answer has a row for each row that was asked, so that it can be handed out. */
  fits(outputs: readonly Tensor[]): boolean {
    const rows = this.items.reduce((sum, item) => sum + item.rows, 0);
    return this.items.length === 1 || outputs.every((output) => output.shape[0] === rows);
  }

  resolve(outputs: Tensor[]): void {
    if (this.items.length === 1) return this.items[0]?.resolve(outputs);
    let from = 0;
    for (const item of this.items) {
      const to = from + item.rows;
      item.resolve(outputs.map((output) => sliceRows(output, from, to)));
      from = to;
    }
  }

  reject(error: Error): void {
    for (const item of this.items) item.reject(error);
  }
}
