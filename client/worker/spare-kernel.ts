import type { KernelTransport } from "@/lib/kernel/driver";

/** Long enough for the job that took the last one to have begun. */
const AFTER_MS = 400;

/**
 * Keeps one kernel process started and waiting, so that a job begins at once: a process takes longer to start than most cells run.
 * Nobody's code has run in it, and it runs one job's alone.
 */
export class SpareKernel {
  #spare: KernelTransport | null = null;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    private readonly create: () => KernelTransport,
    private readonly afterMs = AFTER_MS,
  ) {}

  readonly take = (): KernelTransport => {
    const taken = this.#spare ?? this.create();
    this.#spare = null;
    this.#timer ??= setTimeout(() => this.fill(), this.afterMs);
    return taken;
  };

  /** Starts one, if there is none. */
  fill(): void {
    this.#timer = undefined;
    if (this.#closed || this.#spare) return;
    const spare = this.create();
    this.#spare = spare;
    // One that ends while it waits is no use; the next job gets its reason from one of its own.
    spare.onEnd(() => {
      if (this.#spare === spare) this.#spare = null;
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#spare?.terminate();
    this.#spare = null;
  }
}
