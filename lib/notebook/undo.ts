import * as Y from "yjs";
import { cellMap, getCell } from "./doc";
import { cellOfItem, type CellPlace, entriesIn, lastKnown, lateItems, OwnItems } from "./own-items";

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

/** Whoever shows a cell's text says where its carets are, and puts them back after an undo. */
export interface SelectionHolder {
  get(): OffsetSelection[];
  set(selections: OffsetSelection[]): void;
}

/** How a step was made: typed into a cell, by a command that writes texts, or by one that changes cells. */
type StepKind = "typing" | "command" | "structure";

interface Details {
  kind: StepKind;
  /** Cells whose text it changed. */
  texts: Set<string>;
  /** Where the carets were before it, by cell. */
  selections: Map<string, StickySelections>;
}

/** One thing that the person did, to be taken back at once. */
export type Step = Y.UndoManager["undoStack"][number];
const DETAILS = "details";
const detailsOf = (step: Step): Details | undefined => step.meta.get(DETAILS) as Details | undefined;

/** The root types in which a person's edits can be taken back. */
const scopeOf = (doc: Y.Doc): Y.Map<unknown>[] => [cellMap(doc), doc.getMap("meta"), doc.getMap("packages")];

/**
 * One person's undo of one notebook, across its texts and its cells, in the order in which they did it. Only edits made with
 * one of its three origins are taken back, and nothing of a colleague's with them: a cell that the person inserted and a
 * colleague wrote in stays when the insertion is undone. It knows cells by their ids, so that what was typed in a cell can
 * still be taken back after the cell was deleted and came back.
 */
export class NotebookUndo {
  /** What the person types in an editor. */
  readonly typing = { by: "typing" };
  /** What a command writes into texts for them: a rename, a fix. */
  readonly command = { by: "command" };
  /** Cells inserted, deleted, moved, split, merged, set: each a step of its own. */
  readonly structure = { by: "structure" };
  readonly #kinds = new Map<unknown, StepKind>([
    [this.typing, "typing"],
    [this.command, "command"],
    [this.structure, "structure"],
  ]);
  readonly #manager: Y.UndoManager;
  readonly #own: OwnItems;
  readonly #holders = new Map<string, SelectionHolder>();
  readonly #selections = new Map<string, StickySelections>();
  /** The cell that typing goes into without a break. */
  #typingIn: string | null = null;
  #popping: { step: Step; isUndo: boolean; going: ReadonlySet<Y.Item> } | null = null;

  constructor(readonly doc: Y.Doc) {
    this.#own = new OwnItems(doc);
    this.#manager = new Y.UndoManager(scopeOf(doc), {
      trackedOrigins: new Set<unknown>(this.#kinds.keys()),
      deleteFilter: (item) => this.#mayDelete(item),
    });
    this.#manager.on("stack-item-added", (event) => this.#describe(event));
    this.#manager.on("stack-item-updated", (event) => this.#describe(event));
    doc.on("beforeTransaction", this.#beforeTransaction);
    doc.on("afterTransaction", this.#afterTransaction);
  }

  // --- carets ---

  hold(cellId: string, holder: SelectionHolder | null): void {
    if (holder) this.#holders.set(cellId, holder);
    else this.#holders.delete(cellId);
  }

  /** To be called before what is typed in a cell reaches its text. */
  beforeTyping(cellId: string): void {
    if (this.#typingIn !== cellId) this.cut();
    this.#typingIn = cellId;
    this.#remember(cellId);
  }

  #remember(cellId: string): void {
    const text = getCell(this.doc, cellId)?.text;
    if (text) this.#selections.set(cellId, stick(text, this.#holders.get(cellId)?.get() ?? []));
  }

  #rememberAll(): void {
    for (const cellId of this.#holders.keys()) this.#remember(cellId);
  }

  // --- steps ---

  /** What is typed next is a step of its own. */
  cut(): void {
    this.#manager.stopCapturing();
    this.#typingIn = null;
  }

  readonly #beforeTransaction = ({ origin }: Y.Transaction): void => {
    if (origin !== this.command && origin !== this.structure) return;
    this.cut();
    this.#rememberAll();
  };

  readonly #afterTransaction = (transaction: Y.Transaction): void => {
    const origin: unknown = transaction.origin;
    if (origin === this.#manager && this.#popping) this.#own.follow(transaction, this.#popping.step.deletions);
    else if (!this.#kinds.has(origin)) this.#keepLate(transaction);
    if (origin === this.command || origin === this.structure) this.cut();
  };

  /** What a colleague changed in a cell before they heard that it was deleted, or its insertion undone, comes back with the cell. */
  #keepLate(transaction: Y.Transaction): void {
    const steps = [...this.#manager.undoStack, ...this.#manager.redoStack];
    for (const { entry, items, ids } of lateItems(this.doc, transaction)) {
      const step = steps.find(({ deletions }) => Y.isDeleted(deletions, entry.id));
      if (!step) continue;
      step.deletions = Y.mergeDeleteSets([step.deletions, ids]);
      for (const item of items) item.keep = true;
    }
  }

  #describe({ stackItem, origin, changedParentTypes }: StepEvent): void {
    const popped = this.#popping && detailsOf(this.#popping.step);
    const known = detailsOf(stackItem);
    const kind = popped?.kind ?? this.#kinds.get(origin) ?? "structure";
    const texts = new Set([
      ...(popped?.texts ?? []),
      ...(known?.texts ?? []),
      ...textCells(this.doc, changedParentTypes),
    ]);
    const selections = known?.selections ?? new Map(this.#selections);
    stackItem.meta.set(DETAILS, { kind, texts, selections } satisfies Details);
  }

  /** The last thing done that can be taken back. */
  get last(): Step | null {
    return this.#manager.undoStack.at(-1) ?? null;
  }

  canUndo(cellId?: string): boolean {
    return this.#newest(this.#manager.undoStack, cellId) !== undefined;
  }
  canRedo(cellId?: string): boolean {
    return this.#newest(this.#manager.redoStack, cellId) !== undefined;
  }

  /** Takes back the last step; with a cell, the last that was typed or written there. Returns whether anything changed. */
  undo(cellId?: string): boolean {
    return this.#popNewest("undoStack", cellId);
  }
  redo(cellId?: string): boolean {
    return this.#popNewest("redoStack", cellId);
  }

  /** Takes back that one step, whatever the person did after it; nothing where it was taken back already. */
  takeBack(step: Step): boolean {
    return this.#manager.undoStack.includes(step) && this.#pop("undoStack", step);
  }

  /** In an editor only what belongs to its text: cells that come and go under the caret would surprise. */
  #newest(stack: readonly Step[], cellId: string | undefined): Step | undefined {
    if (cellId === undefined) return stack.at(-1);
    return stack.findLast((step) => {
      const details = detailsOf(step);
      return details && details.kind !== "structure" && details.texts.has(cellId);
    });
  }

  /** Steps of which nothing is left to take back are passed over. */
  #popNewest(stack: StackName, cellId: string | undefined): boolean {
    for (;;) {
      const step = this.#newest(this.#manager[stack], cellId);
      if (!step) return false;
      if (this.#pop(stack, step)) return true;
    }
  }

  #pop(stack: StackName, step: Step): boolean {
    this.cut();
    this.#rememberAll();
    const manager = this.#manager;
    const rest = manager[stack].filter((other) => other !== step);
    // Yjs goes on to the next step where one changes nothing: which one is next is ours to say.
    manager[stack] = [step];
    this.#popping = { step, isUndo: stack === "undoStack", going: entriesIn(this.doc, step.insertions) };
    let changed = false;
    try {
      changed = (stack === "undoStack" ? manager.undo() : manager.redo()) !== null;
    } finally {
      manager[stack] = rest;
      this.#popping = null;
    }
    if (changed) {
      this.#mendFields(step);
      this.#showCarets(step);
    }
    return changed;
  }

  /**
   * A place or a type that a colleague has changed too, where nothing is kept of what they wrote, is left without a value: theirs is not the
   * step's to overwrite, and its own is gone. The cell is given the last that is known of it.
   */
  #mendFields({ insertions }: Step): void {
    const lost = [...cellMap(this.doc)].flatMap(([id, cell]) => {
      const entry = cellMap(this.doc)._map.get(id);
      if (!entry || !(cell instanceof Y.Map)) return [];
      const fields = ["order", "type"].filter((field) => !cell.has(field));
      return fields.map((field) => ({ cell, field, value: lastKnown(entry, field, insertions) }));
    });
    if (lost.length > 0)
      this.doc.transact(() => lost.forEach(({ cell, field, value }) => cell.set(field, value)), this);
  }

  #showCarets(step: Step): void {
    const details = detailsOf(step);
    for (const cellId of details?.texts ?? []) {
      const text = getCell(this.doc, cellId)?.text;
      const selections = text ? unstick(text, details?.selections.get(cellId) ?? []) : [];
      if (selections.length > 0) this.#holders.get(cellId)?.set(selections);
    }
  }

  /** A cell in which something of somebody else's is left stays a cell: only one's own characters go. */
  #mayDelete(item: Y.Item): boolean {
    const place = cellOfItem(this.doc, item);
    if (!place || !this.#popping?.going.has(place.entry)) return true;
    if (!this.#own.holdsOthers(place.entry, this.#popping.step.insertions)) return true;
    return this.#popping.isUndo && place.depth > 1 && this.#own.isOwn(item);
  }

  destroy(): void {
    this.doc.off("beforeTransaction", this.#beforeTransaction);
    this.doc.off("afterTransaction", this.#afterTransaction);
    this.#manager.destroy();
  }
}

type StackName = "undoStack" | "redoStack";
interface StepEvent {
  stackItem: Step;
  origin: unknown;
  changedParentTypes: Map<Y.AbstractType<Y.YEvent<Y.AbstractType<unknown>>>, unknown>;
}

/** Ids of the cells whose text is among the changed types. */
function textCells(doc: Y.Doc, changed: StepEvent["changedParentTypes"]): string[] {
  const places: (CellPlace | null)[] = [...changed.keys()].map((type) =>
    type instanceof Y.Text && type._item ? cellOfItem(doc, type._item) : null,
  );
  return places.flatMap((place) => place?.id ?? []);
}
