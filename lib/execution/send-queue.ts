import { MAX_APPEND_CHUNKS, MAX_CHUNK_BYTES } from "@/lib/protocol/execution";
import type { OutputChunk } from "@/lib/protocol/output";
import { slotOf } from "./reduce";

export type EndStatus = "succeeded" | "failed" | "cancelled";

export interface SentChunk {
  seq: number;
  json: string;
}

/** What is sent to the server about an execution, in order. */
export type Message =
  | { type: "begin"; executionId: string; cellId: string; code: string; forCommand?: string }
  | { type: "append"; executionId: string; chunks: SentChunk[] }
  | { type: "end"; executionId: string; status: EndStatus };

interface Waiting extends SentChunk {
  /** Set where a later chunk of the same display may take its place in the queue. */
  slot: string | null;
}

type Entry =
  Exclude<Message, { type: "append" }> | { type: "append"; executionId: string; chunks: Waiting[]; taken: number };

/** At most so many characters of chunks in one message. */
const MAX_MESSAGE = 2 * 1024 * 1024;
/** When so much waits, outputs that only add are dropped: the network has been away for long. */
const MAX_WAITING = 32 * 1024 * 1024;

const tooLong = (bytes: number): OutputChunk => ({
  kind: "truncated",
  reason: `an output of ${Math.ceil(bytes / 1024 / 1024)} MB is too large to keep (the limit is ${MAX_CHUNK_BYTES / 1024 / 1024} MB)`,
});

/**
 * What waits to be recorded, in order. States of a display that a later one replaced are never sent; its first one is, for it
 * says where the display stands.
 */
export class SendQueue {
  readonly #entries: Entry[] = [];
  /** Displays whose first state is in the queue or was sent, by execution. */
  readonly #placed = new Map<string, Set<string>>();
  #waiting = 0;

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Only the news of a running cell waits: more may come to send along, and its first result is drawn meanwhile. */
  get mayGather(): boolean {
    return this.#entries.length === 1 && this.#entries[0]?.type !== "end";
  }

  begin(executionId: string, cellId: string, code: string, forCommand?: string): void {
    this.#placed.set(executionId, new Set());
    this.#entries.push({ type: "begin", executionId, cellId, code, ...(forCommand !== undefined && { forCommand }) });
  }

  end(executionId: string, status: EndStatus): void {
    this.#placed.delete(executionId);
    this.#entries.push({ type: "end", executionId, status });
  }

  /** False when a chunk was dropped because too much waits. */
  append(executionId: string, chunks: readonly { seq: number; chunk: OutputChunk }[]): boolean {
    const last = this.#entries.at(-1);
    const entry =
      last?.type === "append" && last.executionId === executionId
        ? last
        : { type: "append" as const, executionId, chunks: [], taken: 0 };
    if (entry !== last) this.#entries.push(entry);
    return chunks.map((chunk) => this.#put(entry, chunk)).every(Boolean);
  }

  #put(entry: Entry & { type: "append" }, { seq, chunk }: { seq: number; chunk: OutputChunk }): boolean {
    const text = JSON.stringify(chunk);
    const json = text.length <= MAX_CHUNK_BYTES ? text : JSON.stringify(tooLong(text.length));
    const slot = slotOf(chunk);
    const placed = this.#placed.get(entry.executionId);
    const replaces = slot !== null && placed?.has(slot) === true;
    if (replaces) this.#removeReplaced(entry, slot);
    else if (slot === null && this.#waiting + json.length > MAX_WAITING) return false;
    if (slot !== null) placed?.add(slot);
    entry.chunks.push({ seq, json, slot: replaces ? slot : null });
    this.#waiting += json.length;
    return true;
  }

  #removeReplaced(entry: Entry & { type: "append" }, slot: string): void {
    const at = entry.chunks.findIndex((chunk, i) => i >= entry.taken && chunk.slot === slot);
    if (at < 0) return;
    this.#waiting -= entry.chunks[at]!.json.length;
    entry.chunks.splice(at, 1);
  }

  /** What is to be sent next; it stays until `sent` or `drop`. Asked again, it answers at least the same chunks. */
  next(): Message | null {
    const entry = this.#entries[0];
    if (entry?.type !== "append") return entry ?? null;
    let size = 0;
    let count = 0;
    for (const { json } of entry.chunks) {
      if (count === MAX_APPEND_CHUNKS || (count > 0 && size + json.length > MAX_MESSAGE)) break;
      size += json.length;
      count++;
    }
    entry.taken = count;
    return {
      type: "append",
      executionId: entry.executionId,
      chunks: entry.chunks.slice(0, count).map(({ seq, json }) => ({ seq, json })),
    };
  }

  /** The server has what `next` answered. */
  sent(): void {
    const entry = this.#entries[0];
    if (entry?.type !== "append") return void this.#entries.shift();
    for (const { json } of entry.chunks.splice(0, entry.taken)) this.#waiting -= json.length;
    entry.taken = 0;
    if (entry.chunks.length === 0) this.#entries.shift();
  }

  /** Forgets all about an execution that the server does not take. */
  drop(executionId: string): void {
    this.#placed.delete(executionId);
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      const entry = this.#entries[i]!;
      if (entry.executionId !== executionId) continue;
      if (entry.type === "append") for (const { json } of entry.chunks) this.#waiting -= json.length;
      this.#entries.splice(i, 1);
    }
  }
}
