import type { MimeBundle, OutputChunk } from "@/lib/protocol/output";
import type { Stored } from "@/lib/protocol/stored";
import type { Store } from "./display/render-context";
import { LineFold, LineText } from "./line-fold";

export interface StreamLimits {
  /** Console lines of one execution that are kept as they are; what comes after them is folded. */
  consoleLines: number;
  /** Characters of all outputs of one execution, roughly. */
  characters: number;
  /** Characters of one output: more would freeze the page that draws it. */
  oneOutput: number;
  /** Displays and progress bars that are replaced in place are sent at most so often. */
  replaceEveryMs: number;
  foldEveryMs: number;
}

export const STREAM_LIMITS: StreamLimits = {
  consoleLines: 500,
  characters: 16_000_000,
  oneOutput: 3_500_000,
  replaceEveryMs: 50,
  foldEveryMs: 200,
};

/**
 * The outputs of one execution on their way out: bounded, so that a loop that prints without end fills neither memory nor
 * database, and with replacements thinned out: only the latest state of a bar matters.
 */
export class OutputStream {
  #consoleLines = 0;
  #characters = 0;
  #truncated = new Set<string>();
  readonly #shown = new Map<string, { characters: number; sentAt: number }>();
  readonly #waiting = new Map<string, OutputChunk>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #text: LineText | undefined = new LineText();
  #whole: (Stored & { lines: number }) | undefined;
  #fold: LineFold | undefined;
  #foldedAt = 0;
  #foldTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly send: (chunk: OutputChunk) => void,
    private readonly store?: Store,
    private readonly limits = STREAM_LIMITS,
  ) {}

  emit(chunk: OutputChunk): void {
    if (chunk.kind === "display" || chunk.kind === "progress") this.#emitReplaceable(chunk);
    else if (chunk.kind === "console") this.#emitLine(chunk);
    else {
      this.flush();
      this.#sendWithin(chunk);
    }
  }

  /** Sends what is still held back. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const chunks = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const chunk of chunks) this.#sendWithin(chunk);
    if (this.#foldTimer !== undefined) this.#sendFold();
  }

  /** The execution is over: what it printed in all goes to the store, if it was much. */
  async finish(): Promise<void> {
    this.flush();
    const [fold, text] = [this.#fold, this.#text];
    this.#text = undefined;
    if (!fold || !text) return;
    const stored = await this.store?.(text.bytes(), "text/plain");
    if (stored) this.#whole = { ...stored, lines: text.lines };
    this.#sendFold();
  }

  #emitLine(chunk: Extract<OutputChunk, { kind: "console" }>): void {
    this.#text?.add(chunk);
    if (++this.#consoleLines <= this.limits.consoleLines) return this.#sendWithin(chunk);
    this.#fold ??= new LineFold();
    this.#fold.add(chunk);
    // A loop that never yields fires no timer: the clock is looked at with each line.
    if (performance.now() - this.#foldedAt >= this.limits.foldEveryMs) this.#sendFold();
    else this.#foldTimer ??= setTimeout(() => this.#sendFold(), this.limits.foldEveryMs);
  }

  #sendFold(): void {
    clearTimeout(this.#foldTimer);
    this.#foldTimer = undefined;
    this.#foldedAt = performance.now();
    if (this.#fold) this.send({ ...this.#fold.chunk(FOLD_ID), ...(this.#whole && { text: this.#whole }) });
  }

  #emitReplaceable(chunk: Extract<OutputChunk, { kind: "display" | "progress" }>): void {
    const slot = `${chunk.kind}:${chunk.id}`;
    const shown = this.#shown.get(slot);
    if (!shown || performance.now() - shown.sentAt >= this.limits.replaceEveryMs) {
      this.#waiting.delete(slot);
      return this.#sendWithin(chunk);
    }
    this.#waiting.delete(slot);
    this.#waiting.set(slot, chunk);
    this.#timer ??= setTimeout(() => this.flush(), this.limits.replaceEveryMs);
  }

  #sendWithin(chunk: OutputChunk): void {
    const size = sizeOf(chunk);
    const slot = chunk.kind === "display" || chunk.kind === "progress" ? `${chunk.kind}:${chunk.id}` : undefined;
    const before = slot === undefined ? 0 : (this.#shown.get(slot)?.characters ?? 0);
    const characters = this.#characters + size - before;
    if (chunk.kind !== "error" && size > this.limits.oneOutput) return this.#tooLarge(chunk, size);
    if (chunk.kind !== "error" && characters > this.limits.characters)
      return this.#truncate(
        "size",
        `The outputs of this cell are larger than ${Math.round(this.limits.characters / 1e6)} MB: the rest is not kept.`,
      );
    this.#characters = characters;
    if (slot !== undefined) this.#shown.set(slot, { characters: size, sentAt: performance.now() });
    this.send(chunk);
  }

  #tooLarge(chunk: OutputChunk, size: number): void {
    const shown = (size / 1e6).toFixed(1);
    this.#truncate(
      `one ${chunk.kind}`,
      `This ${chunk.kind === "result" ? "result" : "output"} is ${shown} MB, more than a page can show at once. Show a part of it, or save it with display.file.`,
    );
  }

  #truncate(what: string, reason: string): void {
    if (this.#truncated.has(what)) return;
    this.#truncated.add(what);
    this.send({ kind: "truncated", reason });
  }
}

/** One fold an execution. */
const FOLD_ID = "console";

function sizeOf(chunk: OutputChunk): number {
  if (chunk.kind === "console") return chunk.bundles.reduce((size, bundle) => size + bundleSize(bundle), 0);
  return chunk.kind === "display" || chunk.kind === "result" ? bundleSize(chunk.bundle) : 0;
}

/** Each form of a value counts; trees by a rough walk, which is cheaper than writing them out. */
function bundleSize(bundle: MimeBundle): number {
  let size = 0;
  const add = (value: unknown): void => {
    if (typeof value === "string") size += value.length;
    else if (Array.isArray(value)) for (const item of value) add(item);
    else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) add(item);
    size += 8;
  };
  add(bundle);
  return size;
}
