import * as Y from "yjs";
import { cellMap } from "@/lib/notebook/doc";

/** A row of the log: what was written, and whose connection it came over. */
export interface AuthoredUpdate {
  update: Uint8Array;
  userId: string | null;
  /** Milliseconds. */
  at: number;
}

/** Ids that one row was the first to write, or to delete. */
interface Range {
  clock: number;
  end: number;
  row: number;
}

/** So many characters of a text in a row, and who wrote them; null where that was before, or nobody knows. */
export interface TextRun {
  userId: string | null;
  length: number;
}

export interface CellAuthors {
  /** Who changed it, the latest first. */
  by: { userId: string; at: number }[];
  /** Whose the characters of its text are now. */
  text: TextRun[];
}

/** For each client of Yjs the ranges of its ids, in order and apart. */
class Ranges {
  readonly #byClient = new Map<number, Range[]>();

  /** Whoever was first stays the author: a later row that says the same again changes nothing. */
  add(client: number, clock: number, length: number, row: number): void {
    const ranges = this.#byClient.get(client) ?? [];
    this.#byClient.set(client, ranges);
    const end = clock + length;
    const last = ranges.at(-1);
    if (!last || last.end <= clock) {
      if (last?.row === row && last.end === clock) last.end = end;
      else ranges.push({ clock, end, row });
      return;
    }
    const free: Range[] = [];
    let at = clock;
    for (const range of ranges) {
      if (range.end <= at) continue;
      if (range.clock >= end) break;
      if (range.clock > at) free.push({ clock: at, end: range.clock, row });
      at = Math.max(at, range.end);
    }
    if (at < end) free.push({ clock: at, end, row });
    ranges.push(...free);
    ranges.sort((a, b) => a.clock - b.clock);
  }

  /** The pieces of a range of ids with the row of each; null for those that no row has. */
  pieces(client: number, clock: number, length: number): { row: number | null; length: number }[] {
    const ranges = this.#byClient.get(client) ?? [];
    const pieces: { row: number | null; length: number }[] = [];
    const end = clock + length;
    let at = clock;
    for (let i = firstAfter(ranges, clock); i < ranges.length && at < end; i++) {
      const range = ranges[i]!;
      if (range.clock > at) pieces.push({ row: null, length: Math.min(range.clock, end) - at });
      at = Math.max(at, range.clock);
      if (at >= end) break;
      pieces.push({ row: range.row, length: Math.min(range.end, end) - at });
      at = Math.min(range.end, end);
    }
    if (at < end) pieces.push({ row: null, length: end - at });
    return pieces;
  }
}

/** The first range that ends after the clock. */
function firstAfter(ranges: readonly Range[], clock: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.end <= clock) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Who wrote what between two states of a document. Each piece belongs to the connection's user of the first row that holds
 * it: never to a Yjs client id, which anybody can make up.
 */
export class Authorship {
  readonly #inserted = new Ranges();
  readonly #deleted = new Ranges();
  readonly #rows: Pick<AuthoredUpdate, "userId" | "at">[] = [];

  /** The rows after the state of `before`, in order. */
  add({ update, userId, at }: AuthoredUpdate): void {
    this.#take(Y.decodeUpdate(update), { userId, at });
  }

  /** What a document kept aside already, waiting for ground: its author is not whoever brings that ground. */
  addPending({ store }: Y.Doc): void {
    for (const update of [store.pendingStructs?.update, store.pendingDs])
      if (update) this.#take(Y.decodeUpdateV2(update), { userId: null, at: 0 });
  }

  #take({ structs, ds }: ReturnType<typeof Y.decodeUpdate>, author: Pick<AuthoredUpdate, "userId" | "at">): void {
    const row = this.#rows.push(author) - 1;
    for (const struct of structs)
      if (!(struct instanceof Y.Skip)) this.#inserted.add(struct.id.client, struct.id.clock, struct.length, row);
    for (const [client, ranges] of ds.clients)
      for (const { clock, len } of ranges) this.#deleted.add(client, clock, len, row);
  }

  /** By cell, for all that the rows changed. `doc` is the state after the last of them. */
  cells(doc: Y.Doc): Map<string, CellAuthors> {
    const found = new Map<string, CellAuthors>();
    for (const [id, item] of cellMap(doc)._map) {
      const rows = new Set<number>();
      const text = this.#ofCell(item, rows);
      const by = this.#people(rows);
      if (by.length > 0) found.set(id, { by, text });
    }
    return found;
  }

  #ofCell(item: Y.Item, rows: Set<number>): TextRun[] {
    this.#note(item, rows);
    if (item.deleted || !(item.content instanceof Y.ContentType)) return [];
    const runs: TextRun[] = [];
    for (const [key, part] of item.content.type._map) {
      this.#note(part, rows);
      if (!(part.content instanceof Y.ContentType)) continue;
      const { type } = part.content;
      for (const value of type._map.values()) this.#note(value, rows);
      for (let piece = type._start; piece !== null; piece = piece.right) {
        this.#note(piece, rows);
        if (key === "text" && !piece.deleted && piece.countable) runs.push(...this.#runs(piece));
      }
    }
    return runs;
  }

  /** Rows that wrote the item or deleted it. */
  #note(item: Y.Item, rows: Set<number>): void {
    const { client, clock } = item.id;
    const pieces = this.#inserted.pieces(client, clock, item.length);
    const gone = item.deleted ? this.#deleted.pieces(client, clock, item.length) : [];
    for (const { row } of [...pieces, ...gone]) if (row !== null) rows.add(row);
  }

  #runs(item: Y.Item): TextRun[] {
    return this.#inserted.pieces(item.id.client, item.id.clock, item.length).map(({ row, length }) => ({
      userId: row === null ? null : (this.#rows[row]?.userId ?? null),
      length,
    }));
  }

  #people(rows: ReadonlySet<number>): CellAuthors["by"] {
    const last = new Map<string, number>();
    for (const row of rows) {
      const { userId, at } = this.#rows[row]!;
      if (userId !== null) last.set(userId, Math.max(at, last.get(userId) ?? 0));
    }
    return [...last].map(([userId, at]) => ({ userId, at })).sort((a, b) => b.at - a.at);
  }
}
