import type * as Y from "yjs";
import type { CellEdit } from "@/lib/language/protocol";
import { getCell, readSources } from "@/lib/notebook/doc";
import { type FindQuery, patternOf } from "@/lib/notebook/find/find";
import type { FindReply } from "@/lib/notebook/find/messages";
import { observeCells } from "@/lib/notebook/observe";
import { QuireError } from "@/lib/protocol/errors";
import type { Store } from "../use-store";
import { Searcher } from "./searcher";

export interface Match {
  cellId: string;
  start: number;
  length: number;
}

export interface FindState {
  open: boolean;
  /** The field for what comes in its place is there. */
  replacing: boolean;
  query: FindQuery;
  replacement: string;
  searching: boolean;
  /** Why there is no result, in words. */
  problem: string | null;
  matches: readonly Match[];
  /** There are more than are counted. */
  more: boolean;
  /** The match that is shown: its place among them, -1 for none. */
  current: number;
}

export interface Replaced {
  matches: number;
  cells: readonly string[];
  /** Cells in which something was found, and which somebody edited meanwhile. */
  left: number;
}

export interface FindOptions {
  doc: Y.Doc;
  /** Writes as one step. */
  applyEdits: (edits: readonly CellEdit[]) => void;
  /** Marks the matches in the cells. */
  paint: (matches: readonly Match[], current: Match | null) => void;
  /** Brings a match to where it can be seen. */
  show: (match: Match) => void;
  /** Where a search begins: the cell that is selected. */
  begin: () => string | null;
  tell: (replaced: Replaced) => void;
  searcher?: Searcher;
}

type Place = Pick<Match, "cellId" | "start">;

interface Found {
  reply: FindReply;
  /** Whether the cell's text is still the one that was looked through. */
  isAsRead: (cellId: string) => boolean;
}

const TYPING_MS = 80;
const EDITS_MS = 150;

const closed: FindState = {
  open: false,
  replacing: false,
  query: { text: "", regex: false, matchCase: false, wholeWord: false },
  replacement: "",
  searching: false,
  problem: null,
  matches: [],
  more: false,
  current: -1,
};

/**
 * Find and replace over the whole notebook. What is found follows everyone's edits; nothing is replaced in a text other than the
 * one that was looked through. Lives outside React.
 */
export class FindStore implements Store<FindState> {
  #state = closed;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopObserving: (() => void) | null = null;
  readonly #searcher: Searcher;
  readonly #listeners = new Set<() => void>();
  /** Where the reader is: after a replacement, right behind it. */
  #place: Place | null = null;

  constructor(private readonly options: FindOptions) {
    this.#searcher = options.searcher ?? new Searcher();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): FindState => this.#state;

  get current(): Match | null {
    return this.#state.matches[this.#state.current] ?? null;
  }

  /** `seed`: what is selected, to look for. */
  open(replacing: boolean, seed: string): void {
    const query = seed ? { ...this.#state.query, text: seed, regex: false } : this.#state.query;
    const wasOpen = this.#state.open;
    this.#set({ open: true, replacing: replacing || (wasOpen && this.#state.replacing), query });
    this.#stopObserving ??= observeCells(this.options.doc, () => this.#soon(EDITS_MS, false));
    if (!wasOpen) this.#place = this.#beginning();
    this.#soon(0, true);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#stopObserving?.();
    this.#stopObserving = null;
    this.#set({ open: false, searching: false, matches: [], current: -1, problem: null });
    this.options.paint([], null);
  }

  setQuery(change: Partial<FindQuery>): void {
    this.#set({ query: { ...this.#state.query, ...change } });
    this.#soon(TYPING_MS, true);
  }

  setReplacement(replacement: string): void {
    this.#set({ replacement });
  }

  toggleReplacing(): void {
    this.#set({ replacing: !this.#state.replacing });
  }

  go(step: -1 | 1): void {
    const { matches, current } = this.#state;
    if (matches.length === 0) return;
    const from = current < 0 && step < 0 ? 0 : current;
    this.#goTo((from + step + matches.length) % matches.length);
  }

  /** Replaces the match that is shown, if it still is what was shown, and goes to the next. */
  async replaceOne(): Promise<void> {
    const shown = this.current;
    const found = shown && (await this.#withReplacements());
    if (!shown || !found) return;
    const span = found.reply.found
      .find(({ cellId }) => cellId === shown.cellId)
      ?.spans.find(({ start, length }) => start === shown.start && length === shown.length);
    if (span && found.isAsRead(shown.cellId)) {
      const text = span.text ?? "";
      this.#place = { cellId: shown.cellId, start: span.start + text.length };
      this.options.applyEdits([{ cellId: shown.cellId, start: span.start, length: span.length, text }]);
    }
    await this.#search(true);
  }

  /** As one step. Cells that somebody edits at this very moment are left, and counted. */
  async replaceAll(): Promise<void> {
    const found = await this.#withReplacements();
    if (!found) return;
    const ready = found.reply.found.filter(({ cellId }) => found.isAsRead(cellId));
    const edits = ready.flatMap(({ cellId, spans }) =>
      spans.map(({ start, length, text = "" }) => ({ cellId, start, length, text })),
    );
    this.options.applyEdits(edits);
    this.options.tell({
      matches: edits.length,
      cells: ready.map(({ cellId }) => cellId),
      left: found.reply.found.length - ready.length,
    });
    await this.#search(false);
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#stopObserving?.();
    this.#searcher.destroy();
    this.#listeners.clear();
  }

  #beginning(): Place | null {
    const cellId = this.options.begin();
    return cellId === null ? null : { cellId, start: 0 };
  }

  /** `show`: the person asked, so the page may move. */
  #soon(ms: number, show: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#search(show), ms);
  }

  async #search(show: boolean): Promise<void> {
    clearTimeout(this.#timer);
    const found = await this.#ask();
    if (!found || !this.#state.open) return;
    const matches = found.reply.found.flatMap(({ cellId, spans }) =>
      spans.map(({ start, length }) => ({ cellId, start, length })),
    );
    this.#set({ matches, more: found.reply.more, searching: false, problem: null });
    this.#goTo(this.#nearest(matches), show);
  }

  #withReplacements(): Promise<Found | null> {
    return this.#ask({ text: this.#state.replacement, regex: this.#state.query.regex });
  }

  async #ask(replacement?: { text: string; regex: boolean }): Promise<Found | null> {
    const { query } = this.#state;
    if (query.text === "") return this.#fail(null);
    try {
      patternOf(query);
    } catch (error) {
      if (!(error instanceof QuireError)) throw error;
      return this.#fail(error.message);
    }
    this.#set({ searching: true });
    const cells = readSources(this.options.doc).map(({ id, source }) => ({ id, text: source }));
    const result = await this.#searcher.search({ query, cells, replacement });
    if (!result.ok) return result.why === null ? null : this.#fail(result.why);
    this.#set({ searching: false });
    const read = new Map(cells.map(({ id, text }) => [id, text]));
    const isAsRead = (cellId: string) => getCell(this.options.doc, cellId)?.text.toJSON() === read.get(cellId);
    return { reply: result.reply, isAsRead };
  }

  #fail(problem: string | null): null {
    this.#set({ matches: [], more: false, current: -1, searching: false, problem });
    this.options.paint([], null);
    return null;
  }

  /** The match at the reader's place or the first after it, around the end if need be. */
  #nearest(matches: readonly Match[]): number {
    if (matches.length === 0) return -1;
    const place = this.#place;
    if (!place) return 0;
    const order = new Map(readSources(this.options.doc).map(({ id }, index) => [id, index]));
    const at = order.get(place.cellId) ?? 0;
    const next = matches.findIndex(({ cellId, start }) => {
      const index = order.get(cellId) ?? 0;
      return index > at || (index === at && start >= place.start);
    });
    return Math.max(0, next);
  }

  #goTo(current: number, show = true): void {
    this.#set({ current });
    const match = this.current;
    if (match) this.#place = { cellId: match.cellId, start: match.start };
    this.options.paint(this.#state.matches, match);
    if (match && show) this.options.show(match);
  }

  #set(change: Partial<FindState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
