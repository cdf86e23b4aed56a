import { Pause } from "@/lib/pause";

/** Rings with each event of several kinds, and when whoever waits has hung up; also for what happened between two waits. */
export class Bell {
  readonly #end = new AbortController();
  readonly #pause = new Pause();
  #rung = false;

  constructor(hungUp: AbortSignal) {
    hungUp.addEventListener("abort", this.#ring, { signal: this.#end.signal });
  }

  /** `subscribe` gets what ends it. */
  on(subscribe: (signal: AbortSignal) => AsyncIterable<unknown>): this {
    void this.#listen(subscribe(this.#end.signal));
    return this;
  }

  /** Waits until it rings, or so long. */
  async rings(withinMs: number): Promise<void> {
    if (!this.#rung) await this.#pause.for(withinMs);
    this.#rung = false;
  }

  stop(): void {
    this.#end.abort();
  }

  async #listen(events: AsyncIterable<unknown>): Promise<void> {
    for await (const _ of events) this.#ring();
  }

  readonly #ring = (): void => {
    this.#rung = true;
    this.#pause.end();
  };
}
