import type { SweepState } from "@/lib/protocol/sweep";
import { Pause } from "@/lib/pause";
import type { SweepRecord } from "./record";

/** Changes that come together are asked for together. */
const GATHER_MS = 250;
/** A record answers who follows at least so often. */
const WAIT_MS = 10_000;

/** Hears how a record stands that others take trials from too, until it is ended. */
export class Follower {
  readonly #answer = new Pause();
  readonly #gather = new Pause();
  #ended = false;
  #version = 0;

  constructor(
    private readonly record: SweepRecord,
    private readonly heard: (state: SweepState) => void,
  ) {
    if (record.shared) void this.#follow();
  }

  /** What is known already. */
  know(version: number): void {
    this.#version = Math.max(this.#version, version);
  }

  /** Resolves when the record has changed since that version, has been asked again, or the follower is ended. */
  async next(version: number): Promise<void> {
    if (!this.#ended && this.#version <= version) await this.#answer.for(WAIT_MS);
  }

  end(): void {
    this.#ended = true;
    this.#gather.end();
    this.#answer.end();
  }

  async #follow(): Promise<void> {
    while (!this.#ended) {
      const state = await this.record.follow(this.#version).catch(() => null);
      if (this.#ended) return;
      // A record that does not answer fails the claims of its trials too, and is heard of by them.
      if (state) {
        this.know(state.version);
        this.heard(state);
      }
      this.#answer.end();
      await this.#gather.for(state ? GATHER_MS : WAIT_MS);
    }
  }
}
