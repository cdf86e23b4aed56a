import { type ConsoleLevel, type OutputChunk, plainOf } from "@/lib/protocol/output";

type Line = Extract<OutputChunk, { kind: "console" }>;
type Folded = Extract<OutputChunk, { kind: "folded" }>;
type FoldedLine = Folded["lines"][number];

/** Of the lines that are folded: so many of the last, and so many warnings and errors among the others. */
const TAIL = 200;
const MARKED = 100;
/** A folded line is cut, for it is sent again and again. */
const MAX_LINE = 2_000;
/** Characters of the whole text that are kept. */
const MAX_TEXT = 16_000_000;

/** What a cell printed after its first lines: counted, and kept in part. A million lines cost no more memory than a thousand. */
export class LineFold {
  total = 0;
  readonly #levels: Partial<Record<ConsoleLevel, number>> = {};
  readonly #marked: FoldedLine[] = [];
  #tail: FoldedLine[] = [];

  add({ level, bundles }: Line): void {
    const line = { at: this.total++, level, bundles: bundles.length === 1 ? bundles : [...bundles] };
    this.#levels[level] = (this.#levels[level] ?? 0) + 1;
    this.#tail.push(line);
    if (this.#tail.length < TAIL * 2) return;
    // Warnings and errors stay although they are not the last.
    const gone = this.#tail.slice(0, -TAIL);
    this.#marked.push(...gone.filter(isMarked).slice(0, MARKED - this.#marked.length));
    this.#tail = this.#tail.slice(-TAIL);
  }

  chunk(id: string): Folded {
    const tail = this.#tail.slice(-TAIL);
    const between = this.#tail.slice(0, -TAIL).filter(isMarked);
    const lines = [...[...this.#marked, ...between].slice(0, MARKED), ...tail].map(short);
    return { kind: "folded", id, total: this.total, levels: { ...this.#levels }, lines };
  }
}

const isMarked = ({ level }: FoldedLine): boolean => level === "warn" || level === "error";

/** Only text: trees and tables of folded lines would be sent again with each state. */
function short({ at, level, bundles }: FoldedLine): FoldedLine {
  const texts = bundles.map(plainOf);
  return { at, level, bundles: texts.map((text) => ({ "text/plain": text.slice(0, MAX_LINE) })) };
}

/** All that a cell printed, as text, up to a limit. */
export class LineText {
  readonly #lines: string[] = [];
  #size = 0;
  #full = false;

  get lines(): number {
    return this.#lines.length;
  }

  add({ bundles }: Line): void {
    if (this.#full) return;
    const text = bundles.map(plainOf).join(" ");
    this.#size += text.length + 1;
    this.#full = this.#size > MAX_TEXT;
    if (!this.#full) this.#lines.push(text);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return new TextEncoder().encode(`${this.#lines.join("\n")}\n`);
  }
}
