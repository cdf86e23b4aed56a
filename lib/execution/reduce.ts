import type { PlacedChunk } from "@/lib/protocol/execution";
import type { OutputChunk } from "@/lib/protocol/output";

/** Names what a chunk replaces when it comes again; null for chunks that only add. */
export function slotOf(chunk: OutputChunk): string | null {
  return "id" in chunk ? `${chunk.kind}:${chunk.id}` : null;
}

interface Held {
  place: number;
  seq: number;
  chunk: OutputChunk | null;
  blobHash: string | null;
}

/**
 * The outputs of one execution, put together from chunks that may come from two sides (the kernel here and the server), more
 * than once and in any order. A later chunk of a display stands where its first one stood. The result depends only on which
 * chunks came, so every reader sees the same.
 */
export class OutputLog {
  readonly #byPlace = new Map<number, Held>();
  /** Where each display stands: the least place that any of its chunks named. */
  readonly #places = new Map<string, number>();
  #sorted: readonly PlacedChunk[] | null = [];

  /** The greatest number of a chunk seen. */
  lastSeq = -1;

  add(chunks: readonly PlacedChunk[]): void {
    for (const chunk of chunks) this.#addOne(chunk);
  }

  #addOne({ seq, place, chunk, blobHash }: PlacedChunk): void {
    this.lastSeq = Math.max(this.lastSeq, seq);
    const slot = chunk && slotOf(chunk);
    const own = place ?? seq;
    const at = slot ? Math.min(this.#places.get(slot) ?? own, own) : own;
    if (slot) this.#moveSlot(slot, at);
    const there = this.#byPlace.get(at);
    if (there && (there.seq > seq || (there.seq === seq && there.chunk))) return;
    this.#byPlace.set(at, { place: at, seq, chunk, blobHash });
    this.#sorted = null;
  }

  #moveSlot(slot: string, to: number): void {
    const from = this.#places.get(slot);
    this.#places.set(slot, to);
    if (from === undefined || from === to) return;
    const held = this.#byPlace.get(from);
    this.#byPlace.delete(from);
    const there = this.#byPlace.get(to);
    if (held && !(there && there.seq > held.seq)) this.#byPlace.set(to, { ...held, place: to });
    this.#sorted = null;
  }

  /** What stands now, from top to bottom: the same array until something changes. `seq` is the place, so it stays as key. */
  chunks(): readonly PlacedChunk[] {
    this.#sorted ??= [...this.#byPlace.values()]
      .sort((a, b) => a.place - b.place)
      .map(({ place, chunk, blobHash }) => ({ seq: place, chunk, blobHash }));
    return this.#sorted;
  }

  /** Large chunks that have not been fetched. */
  missing(): { seq: number; place: number; blobHash: string }[] {
    return [...this.#byPlace.values()].flatMap(({ place, seq, chunk, blobHash }) =>
      !chunk && blobHash ? [{ seq, place, blobHash }] : [],
    );
  }
}
