import type { MimeBundle, OutputChunk } from "@/lib/protocol/output";

export interface StreamLimits {
  /** Console lines of one execution. */
  consoleLines: number;
  /** Characters of all outputs of one execution, roughly. */
  characters: number;
  /** Displays and progress bars that are replaced in place are sent at most so often. */
  replaceEveryMs: number;
}

export const STREAM_LIMITS: StreamLimits = { consoleLines: 1000, characters: 16_000_000, replaceEveryMs: 50 };

/**
 * The outputs of one execution on their way out: bounded, so that a loop that prints without end fills neither memory nor
 * database, and with replacements thinned out: only the latest state of a bar matters.
 */
export class OutputStream {
  #consoleLines = 0;
  #characters = 0;
  #truncated = new Set<string>();
  readonly #shown = new Set<string>();
  readonly #waiting = new Map<string, OutputChunk>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly send: (chunk: OutputChunk) => void,
    private readonly limits = STREAM_LIMITS,
  ) {}

  emit(chunk: OutputChunk): void {
    if (chunk.kind === "display" || chunk.kind === "progress") this.#emitReplaceable(chunk.id, chunk);
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
  }

  #emitLine(chunk: OutputChunk): void {
    if (++this.#consoleLines <= this.limits.consoleLines) this.#sendWithin(chunk);
    else
      this.#truncate("console", `This cell printed more than ${this.limits.consoleLines} lines: the rest is not kept.`);
  }

  #emitReplaceable(id: string, chunk: OutputChunk): void {
    if (!this.#shown.has(id)) {
      this.#shown.add(id);
      this.#sendWithin(chunk);
      return;
    }
    this.#waiting.delete(id);
    this.#waiting.set(id, chunk);
    this.#timer ??= setTimeout(() => this.flush(), this.limits.replaceEveryMs);
  }

  #sendWithin(chunk: OutputChunk): void {
    const free = chunk.kind === "error" || chunk.kind === "progress";
    if (!free) this.#characters += sizeOf(chunk);
    if (free || this.#characters <= this.limits.characters) this.send(chunk);
    else
      this.#truncate(
        "size",
        `The outputs of this cell are larger than ${Math.round(this.limits.characters / 1e6)} MB: the rest is not kept.`,
      );
  }

  #truncate(what: string, reason: string): void {
    if (this.#truncated.has(what)) return;
    this.#truncated.add(what);
    this.send({ kind: "truncated", reason });
  }
}

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
