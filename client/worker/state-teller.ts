import { setTimeout as delay } from "node:timers/promises";
import type { NotebookRunner } from "@/lib/kernel/runner";
import { MAX_MESSAGE, type SharedState } from "@/lib/protocol/shared-session";

const RETRY_MS = 500;

/** Tells the server how the runner stands: the newest state, one at a time, again until it arrives. */
export class StateTeller {
  #due = false;
  #telling = false;
  readonly #ended = new AbortController();
  readonly #unsubscribe: () => void;

  constructor(
    runner: NotebookRunner,
    private readonly read: () => SharedState,
    private readonly send: (state: SharedState) => Promise<unknown>,
  ) {
    this.#unsubscribe = runner.subscribe(() => this.tell());
  }

  tell(): void {
    this.#due = true;
    if (!this.#telling) void this.#tellAll();
  }

  stop(): void {
    this.#ended.abort();
    this.#unsubscribe();
  }

  async #tellAll(): Promise<void> {
    const { signal } = this.#ended;
    this.#telling = true;
    while (this.#due && !signal.aborted) {
      this.#due = false;
      // What changes in one turn is one state.
      await Promise.resolve();
      const isTold = await this.send(this.read()).then(
        () => true,
        () => false,
      );
      this.#due ||= !isTold;
      if (!isTold) await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
    this.#telling = false;
  }
}

/** `ran`: by cell, the text that it last ran with. */
export function stateOf(runner: NotebookRunner, ran: ReadonlyMap<string, string>): Omit<SharedState, "recordedIn"> {
  const { kernel, cells } = runner.getSnapshot();
  const isEdited = (id: string) => ran.has(id) && ran.get(id) !== runner.graph.nodes.get(id)?.source;
  const { status, device, wanted, message, gpuDraining, lost } = kernel;
  return {
    kernel: { status, device, wanted, message: message?.slice(0, MAX_MESSAGE) ?? null, gpuDraining, lost },
    cells: [...cells].flatMap(([id, { status, place, freshness, continued, isLost }]) =>
      status === "idle" && freshness === "new" && !isLost
        ? []
        : [{ id, status, place, freshness, continued: [...continued], isLost, isEdited: isEdited(id) }],
    ),
  };
}
