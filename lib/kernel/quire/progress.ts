import { z } from "zod";
import type * as api from "./quire";
import { check } from "./check";
import type { CellContext } from "../context";
import { Throttle } from "./throttle";

/** A progress bar, shown by the execution that made it. */
export class ProgressBar implements api.Progress {
  readonly #id: string;
  readonly #began = performance.now();
  readonly #throttle: Throttle;
  #value = 0;
  #detail: string | undefined;

  constructor(
    private readonly context: CellContext,
    private readonly label: string,
    private total: number | undefined,
  ) {
    this.#id = context.newDisplayId();
    this.#throttle = new Throttle(() => this.#emit(), { minMs: 100, maxMs: 2000, share: 1 / 100 });
    this.#throttle.force();
  }

  set(value: number, detail?: string): void {
    this.#value = check(z.number(), value, "progress.set", "a number");
    if (detail !== undefined) this.#detail = detail;
    this.#throttle.poke();
  }

  advance(by = 1, detail?: string): void {
    this.set(this.#value + check(z.number(), by, "progress.advance", "a number"), detail);
  }

  done(detail?: string): void {
    this.total ??= this.#value;
    this.#value = this.total;
    if (detail !== undefined) this.#detail = detail;
    this.#throttle.force();
  }

  /** Shows where it stopped, without filling it. */
  halt(detail: string): void {
    this.#detail = detail;
    this.#throttle.force();
  }

  #emit(): void {
    this.context.emit({
      kind: "progress",
      id: this.#id,
      label: this.label,
      value: this.#value,
      elapsedMs: performance.now() - this.#began,
      ...(this.total === undefined ? {} : { total: this.total }),
      ...(this.#detail === undefined ? {} : { detail: this.#detail }),
    });
  }
}

/** How long the rest will take if it goes on as until now, in words: "5 s left". */
export function timeLeft(elapsedMs: number, value: number, total: number): string {
  if (value <= 0 || value >= total) return "";
  const seconds = Math.ceil((elapsedMs / value) * (total - value) * 0.001);
  if (seconds < 90) return `${seconds} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min left` : `${(minutes / 60).toFixed(1)} h left`;
}
