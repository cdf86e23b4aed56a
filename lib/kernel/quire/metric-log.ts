import type { MetricPoint } from "@/lib/protocol/run";

/** A call of the host carries at most so many points. */
const BATCH = 1000;

/**
 * Gathers points and sends them in batches, one after the other and in order. An error of sending shows at the next
 * `flush`, so that no training is halted by a slow network.
 */
export class MetricLog {
  #waiting: MetricPoint[] = [];
  #sending: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failure: { error: unknown } | undefined;

  constructor(
    private readonly send: (points: MetricPoint[]) => Promise<unknown>,
    private readonly delayMs = 100,
  ) {}

  add(points: readonly MetricPoint[]): void {
    this.#waiting.push(...points);
    this.#timer ??= setTimeout(() => this.#pump(), this.delayMs);
  }

  /** Resolves when all that was added has arrived. Throws what went wrong since the last flush. */
  async flush(): Promise<void> {
    try {
      await this.arrived();
    } finally {
      this.#failure = undefined;
    }
  }

  /** The same, for one who asks besides: what went wrong is thrown at the next flush all the same. */
  async arrived(): Promise<void> {
    this.#pump();
    await this.#sending;
    if (this.#failure) throw this.#failure.error;
  }

  #pump(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      this.#sending = this.#sending
        .then(() => this.send(batch))
        .then(
          () => undefined,
          (error: unknown) => void (this.#failure ??= { error }),
        );
    }
  }
}
