/**
 * Calls `act` at most every so often, and the rarer the longer the work lasts: what is shown is also stored, and an
 * hour's training must not leave tens of thousands of pictures of its curve.
 */
export class Throttle {
  readonly #began: number;
  #last = -Infinity;

  constructor(
    private readonly act: () => void,
    private readonly limits: { minMs: number; maxMs: number; share: number },
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#began = now();
  }

  poke(): void {
    const now = this.now();
    const { minMs, maxMs, share } = this.limits;
    if (now - this.#last < Math.min(maxMs, Math.max(minMs, (now - this.#began) * share))) return;
    this.force();
  }

  force(): void {
    this.#last = this.now();
    this.act();
  }
}
