import type { OutputChunk } from "@/lib/protocol/output";
import { slotOf } from "@/lib/execution/reduce";
import type { ExecutionLimits } from "./chunk-limits";

export interface IncomingChunk {
  seq: number;
  chunk: OutputChunk;
  json: string;
}

/** A chunk with the place it takes. */
export interface Placed {
  place: number;
  seq: number;
  json: string;
  /** It may be replaced by a later one of its display or progress. */
  replaceable: boolean;
}

/** What an execution has left so far: where its displays stand, and how much it all is. */
export interface Placement {
  /** Of each display: where it stands, and the number of its present state. */
  readonly displays: ReadonlyMap<string, { place: number; seq: number }>;
  readonly sizes: ReadonlyMap<number, number>;
  readonly bytes: number;
  readonly truncated: boolean;
}

export const emptyPlacement: Placement = { displays: new Map(), sizes: new Map(), bytes: 0, truncated: false };

const truncation = (limits: ExecutionLimits): OutputChunk => ({
  kind: "truncated",
  reason: `This cell has shown more than an execution keeps (${limits.maxChunks} outputs or ${limits.maxBytes / 1024 / 1024} MB). What came later is not recorded.`,
});

/**
 * Gives each chunk its place, in order. Chunks that were seen before (a client that sends again after a lost answer) are
 * passed over; of several states of one display only the last is kept. When the execution's room is full one chunk says so,
 * and from then on only errors and new states of displays that fit are taken.
 */
export function placeChunks(
  before: Placement,
  incoming: readonly IncomingChunk[],
  limits: ExecutionLimits,
): { after: Placement; placed: Placed[] } {
  const displays = new Map(before.displays);
  const sizes = new Map(before.sizes);
  const placed = new Map<number, Placed>();
  let { bytes, truncated } = before;
  const put = (place: number, seq: number, json: string, replaceable: boolean) => {
    bytes += json.length - (sizes.get(place) ?? 0);
    sizes.set(place, json.length);
    placed.set(place, { place, seq, json, replaceable });
  };
  for (const { seq, chunk, json } of [...incoming].sort((a, b) => a.seq - b.seq)) {
    const slot = slotOf(chunk);
    const display = slot === null ? undefined : displays.get(slot);
    if (display ? seq <= display.seq : sizes.has(seq)) continue;
    const place = display?.place ?? seq;
    const fits =
      bytes + json.length - (sizes.get(place) ?? 0) <= limits.maxBytes &&
      (sizes.has(place) || sizes.size < limits.maxChunks);
    const always = chunk.kind === "error" && json.length < 64 * 1024 && sizes.size < limits.maxChunks + 100;
    const allowed = truncated ? fits && sizes.has(place) : fits;
    if (allowed || always) {
      if (slot !== null) displays.set(slot, { place, seq });
      put(place, seq, json, slot !== null);
    } else if (!truncated) {
      truncated = true;
      put(seq, seq, JSON.stringify(truncation(limits)), false);
    }
  }
  return { after: { displays, sizes, bytes, truncated }, placed: [...placed.values()] };
}
