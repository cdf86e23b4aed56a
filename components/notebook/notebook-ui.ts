import type { Store } from "./use-store";

/** What one person's eyes and keys are on. Nobody else's business, so not in the document. */
export interface UiState {
  /** The cell that commands act on. */
  active: string | null;
  /** Where a selection of several cells began; the active cell is its other end. */
  anchor: string | null;
  /** A caret in the active cell, rather than the cell as a whole. */
  editing: boolean;
  /** Markdown cells whose section is folded. */
  collapsed: ReadonlySet<string>;
  /** Cells whose hidden parts this person looks at all the same. */
  peeked: ReadonlySet<string>;
  lineNumbers: boolean;
  contents: boolean;
  stateMap: boolean;
  panel: Panel | null;
}

/** What stands at the right edge when it is asked for. */
export type Panel = "variables" | "history";

const initial: UiState = {
  active: null,
  anchor: null,
  editing: false,
  collapsed: new Set(),
  peeked: new Set(),
  lineNumbers: false,
  contents: true,
  stateMap: true,
  panel: null,
};

export class NotebookUi implements Store<UiState> {
  #state = initial;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): UiState => this.#state;

  /** Selects one cell as a whole. */
  select(id: string | null): void {
    this.#set({ active: id, anchor: id, editing: false });
  }

  /** Moves the selection's free end there. */
  extend(id: string): void {
    this.#set({ active: id, anchor: this.#state.anchor ?? id, editing: false });
  }

  edit(id: string): void {
    this.#set({ active: id, anchor: id, editing: true });
  }

  leave(): void {
    if (this.#state.editing) this.#set({ editing: false });
  }

  fold(id: string, folded: boolean): void {
    if (this.#state.collapsed.has(id) === folded) return;
    this.#set({ collapsed: changed(this.#state.collapsed, id, folded) });
  }

  peek(id: string, peeked: boolean): void {
    if (this.#state.peeked.has(id) !== peeked) this.#set({ peeked: changed(this.#state.peeked, id, peeked) });
  }

  togglePanel(panel: Panel): void {
    this.#set({ panel: this.#state.panel === panel ? null : panel });
  }

  toggle(what: "lineNumbers" | "contents" | "stateMap"): void {
    this.#set({ [what]: !this.#state[what] });
  }

  #set(change: Partial<UiState>): void {
    const entries = Object.entries(change) as [keyof UiState, unknown][];
    if (entries.every(([key, value]) => this.#state[key] === value)) return;
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function changed(before: ReadonlySet<string>, id: string, is: boolean): ReadonlySet<string> {
  const after = new Set(before);
  if (is) after.add(id);
  else after.delete(id);
  return after;
}

/** The selected cells in the notebook's order: from the anchor to the active one. */
export function selectedIds(state: UiState, order: readonly string[]): string[] {
  const active = state.active === null ? -1 : order.indexOf(state.active);
  if (active < 0) return [];
  const found = state.anchor === null ? active : order.indexOf(state.anchor);
  const anchor = found < 0 ? active : found;
  return order.slice(Math.min(active, anchor), Math.max(active, anchor) + 1);
}
