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

/** What a step keeps besides its edits: the carets before it, and the command that made it together with steps of other texts. */
interface Step {
  meta: Map<unknown, unknown>;
}
const SELECTIONS = "selections";
const GROUP = "group";
const groupOf = (step: Step | undefined): unknown => step?.meta.get(GROUP) ?? null;

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
  #group: unknown = null;
  holder: SelectionHolder | null = null;

  constructor(
    readonly text: Y.Text,
    origins: readonly object[],
  ) {
    this.#manager = new Y.UndoManager(text, { trackedOrigins: new Set<unknown>(origins) });
    this.#manager.on("stack-item-added", ({ stackItem }: { stackItem: Step }) => {
      stackItem.meta.set(SELECTIONS, this.#before).set(GROUP, this.#group);
    });
    this.#manager.on("stack-item-popped", ({ stackItem }: { stackItem: Step }) => {
      // Only what the listener above put there.
      const selections = unstick(text, (stackItem.meta.get(SELECTIONS) ?? []) as StickySelections);
      if (selections.length > 0) this.holder?.set(selections);
    });
  }

  /** Remembers where the carets are before a change. */
  readonly remember = (): void => {
    this.#before = stick(this.text, this.holder?.get() ?? []);
  };

  /** Edits that a command makes are a step of their own, tied to the steps of other texts in the same group. */
  asStep(group: object, edit: () => void): void {
    this.#manager.stopCapturing();
    this.remember();
    this.#inGroup(group, edit);
    this.#manager.stopCapturing();
  }

  /** What the next undo belongs to, if a command made it. */
  get groupToUndo(): unknown {
    return groupOf(this.#manager.undoStack.at(-1));
  }
  get groupToRedo(): unknown {
    return groupOf(this.#manager.redoStack.at(-1));
  }

  undo(): void {
    this.remember();
    this.#inGroup(this.groupToUndo, () => this.#manager.undo());
  }
  redo(): void {
    this.remember();
    this.#inGroup(this.groupToRedo, () => this.#manager.redo());
  }
  readonly canUndo = (): boolean => this.#manager.canUndo();
  readonly canRedo = (): boolean => this.#manager.canRedo();
  /** What is typed next is a step of its own. */
  cut(): void {
    this.#manager.stopCapturing();
  }

  destroy(): void {
    this.#manager.destroy();
  }

  #inGroup(group: unknown, edit: () => void): void {
    this.#group = group;
    try {
      edit();
    } finally {
      this.#group = null;
    }
  }
}

/** The undo of every text that a person has touched in a notebook. */
export class NotebookUndo {
  readonly #undos = new Map<Y.Text, TextUndo>();

  constructor(readonly origins: readonly object[]) {}

  of(text: Y.Text): TextUndo {
    const known = this.#undos.get(text);
    if (known) return known;
    const made = new TextUndo(text, this.origins);
    this.#undos.set(text, made);
    return made;
  }

  /** Takes back the last step in the text; a command's, in all the texts where it is the last as well. */
  undo(text: Y.Text): void {
    const group = this.of(text).groupToUndo;
    for (const undo of this.#together(text, (other) => other.groupToUndo === group && group !== null)) undo.undo();
  }

  redo(text: Y.Text): void {
    const group = this.of(text).groupToRedo;
    for (const undo of this.#together(text, (other) => other.groupToRedo === group && group !== null)) undo.redo();
  }

  destroy(): void {
    for (const undo of this.#undos.values()) undo.destroy();
  }

  #together(text: Y.Text, belongs: (undo: TextUndo) => boolean): TextUndo[] {
    const own = this.of(text);
    return [own, ...[...this.#undos.values()].filter((undo) => undo !== own && belongs(undo))];
  }
}
