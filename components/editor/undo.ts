import * as Y from "yjs";

/** Carets and selections that stay where they are in the text, whatever is typed before them. */
export type StickySelections = { anchor: Y.RelativePosition; head: Y.RelativePosition }[];
export interface OffsetSelection {
  anchor: number;
  head: number;
}

export const stick = (text: Y.Text, selections: readonly OffsetSelection[]): StickySelections =>
  selections.map(({ anchor, head }) => ({
    anchor: Y.createRelativePositionFromTypeIndex(text, anchor),
    head: Y.createRelativePositionFromTypeIndex(text, head),
  }));

export function unstick(text: Y.Text, selections: StickySelections): OffsetSelection[] {
  const doc = text.doc;
  if (!doc) return [];
  const offset = (position: Y.RelativePosition): number | null => {
    const found = Y.createAbsolutePositionFromRelativePosition(position, doc);
    return found?.type === text ? found.index : null;
  };
  return selections.flatMap(({ anchor, head }) => {
    const [from, to] = [offset(anchor), offset(head)];
    return from === null || to === null ? [] : [{ anchor: from, head: to }];
  });
}

const SELECTIONS = "selections";

/** Whoever shows the text says where its carets are, and puts them back after an undo. */
export interface SelectionHolder {
  get(): OffsetSelection[];
  set(selections: OffsetSelection[]): void;
}

/**
 * One person's undo of one text: it takes back what that person typed, never a colleague's edits. It outlives models and
 * editors, which come and go with the viewport.
 */
export class TextUndo {
  readonly #manager: Y.UndoManager;
  #before: StickySelections = [];
  holder: SelectionHolder | null = null;

  constructor(
    readonly text: Y.Text,
    origins: readonly object[],
  ) {
    this.#manager = new Y.UndoManager(text, { trackedOrigins: new Set<unknown>(origins) });
    this.#manager.on("stack-item-added", ({ stackItem }: { stackItem: { meta: Map<unknown, unknown> } }) => {
      stackItem.meta.set(SELECTIONS, this.#before);
    });
    this.#manager.on("stack-item-popped", ({ stackItem }: { stackItem: { meta: Map<unknown, unknown> } }) => {
      // Only what the listener above put there.
      const selections = unstick(text, (stackItem.meta.get(SELECTIONS) ?? []) as StickySelections);
      if (selections.length > 0) this.holder?.set(selections);
    });
  }

  /** Remembers where the carets are before a change. */
  readonly remember = (): void => {
    this.#before = stick(this.text, this.holder?.get() ?? []);
  };

  readonly undo = (): void => {
    this.remember();
    this.#manager.undo();
  };
  readonly redo = (): void => {
    this.remember();
    this.#manager.redo();
  };
  readonly canUndo = (): boolean => this.#manager.canUndo();
  readonly canRedo = (): boolean => this.#manager.canRedo();
  /** What is typed next is a step of its own. */
  readonly cut = (): void => this.#manager.stopCapturing();

  destroy(): void {
    this.#manager.destroy();
  }
}
