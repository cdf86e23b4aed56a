import type { CellStatesView } from "./cell-states";
import type { MarkState } from "./state-mark";
import type { Store } from "./use-store";

/** A cell that took so long is worth a word when it ends and nobody looks. */
export const LONG_MS = 10_000;

interface Options {
  states: Store<CellStatesView>;
  cellIds: () => readonly string[];
  isHidden: () => boolean;
  /** A cell that took long has ended while the page was hidden. */
  tell: (words: string) => void;
  /** Something runs here: the machine is to stay awake, or may sleep again. */
  keepAwake: (awake: boolean) => void;
  now?: () => number;
}

const ended: Partial<Record<MarkState, string>> = { fresh: "is done", continued: "is done", failed: "failed" };

/** Minds what runs here for the person: keeps the machine awake, and tells of long cells that end out of sight. */
export class RunAttention {
  readonly #began = new Map<string, number>();
  readonly #stop: () => void;
  #awake = false;

  constructor(private readonly options: Options) {
    this.#stop = options.states.subscribe(() => this.#look());
  }

  destroy(): void {
    this.#stop();
    if (this.#awake) this.options.keepAwake(false);
  }

  #look(): void {
    const view = this.options.states.getSnapshot();
    const now = (this.options.now ?? Date.now)();
    this.options.cellIds().forEach((id, index) => {
      const { state, elsewhere } = view.of(id);
      if (elsewhere) return;
      const began = this.#began.get(id);
      if (state === "running") this.#began.set(id, began ?? now);
      else if (began !== undefined) {
        this.#began.delete(id);
        const words = ended[state];
        if (words && now - began >= LONG_MS && this.options.isHidden()) this.options.tell(`Cell ${index + 1} ${words}`);
      }
    });
    const awake = view.running > 0;
    if (awake === this.#awake) return;
    this.#awake = awake;
    this.options.keepAwake(awake);
  }
}

/** The screen's wake lock, where there is one: it goes with every hiding of the page and is taken again. */
export class ScreenLock {
  #wanted = false;
  #lock: Promise<WakeLockSentinel | null> | undefined;

  constructor() {
    document.addEventListener("visibilitychange", this.#take);
  }

  readonly set = (wanted: boolean): void => {
    this.#wanted = wanted;
    if (wanted) this.#take();
    else this.#release();
  };

  destroy(): void {
    document.removeEventListener("visibilitychange", this.#take);
    this.set(false);
  }

  readonly #take = (): void => {
    if (!this.#wanted || document.hidden || !("wakeLock" in navigator)) return;
    this.#release();
    // A machine that is low on power refuses it, and may.
    this.#lock = navigator.wakeLock.request("screen").catch(() => null);
  };

  #release(): void {
    void this.#lock?.then((lock) => lock?.release());
    this.#lock = undefined;
  }
}
