import type { editor, IDisposable } from "monaco-editor";
import type * as Y from "yjs";

/** What the binding needs of Monaco's text model. */
export type BindableModel = Pick<editor.ITextModel, "getValue" | "getPositionAt"> & {
  applyEdits(edits: editor.IIdentifiedSingleEditOperation[]): void;
  onDidChangeContent(listener: (event: Pick<editor.IModelContentChangedEvent, "changes">) => void): IDisposable;
};

export interface BindingOptions {
  /** Marks what is typed here: it is ignored when it comes back, and it is what undo takes back. */
  origin: object;
  /** Called before what is typed reaches the shared text. */
  beforeTyping?: () => void;
}

/**
 * Keeps a model (line ends LF) and a shared text alike. The text is the truth: should the two ever differ, the model is set
 * right by it.
 */
export class TextBinding {
  #applying = false;
  readonly #typed: IDisposable;

  constructor(
    readonly text: Y.Text,
    readonly model: BindableModel,
    readonly options: BindingOptions,
  ) {
    this.#reconcile();
    this.#typed = model.onDidChangeContent(({ changes }) => this.#type(changes));
    text.observe(this.#receive);
  }

  dispose(): void {
    this.#typed.dispose();
    this.text.unobserve(this.#receive);
  }

  #type(changes: readonly editor.IModelContentChange[]): void {
    // Monaco may deliver the event of our own edit late, when it was made inside another.
    if (this.#applying || this.model.getValue() === this.text.toJSON()) return;
    this.options.beforeTyping?.();
    // Each change speaks of the text as the ones before it in the list leave it.
    const write = () => {
      for (const { rangeOffset, rangeLength, text } of changes) {
        if (rangeLength > 0) this.text.delete(rangeOffset, rangeLength);
        if (text !== "") this.text.insert(rangeOffset, text.replace(/\r\n?/g, "\n"));
      }
    };
    if (this.text.doc) this.text.doc.transact(write, this.options.origin);
    this.#reconcile();
  }

  readonly #receive = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin === this.options.origin) return;
    this.#apply(editsOf(event.delta));
    this.#reconcile();
  };

  #apply(edits: readonly OffsetEdit[]): void {
    if (edits.length === 0) return;
    this.#applying = true;
    try {
      this.model.applyEdits(edits.map(({ start, length, text }) => ({ range: this.#range(start, length), text })));
    } finally {
      this.#applying = false;
    }
  }

  #range(start: number, length: number) {
    const [from, to] = [this.model.getPositionAt(start), this.model.getPositionAt(start + length)];
    return {
      startLineNumber: from.lineNumber,
      startColumn: from.column,
      endLineNumber: to.lineNumber,
      endColumn: to.column,
    };
  }

  /** Line ends other than LF, which another client may have written, are the one thing that a model cannot hold. */
  #reconcile(): void {
    normalizeText(this.text);
    const edit = smallestEdit(this.model.getValue(), this.text.toJSON());
    if (edit) this.#apply([edit]);
  }
}

export interface OffsetEdit {
  start: number;
  length: number;
  text: string;
}

/** A delta's edits, all in offsets of the text before it. */
export function editsOf(delta: Y.YTextEvent["delta"]): OffsetEdit[] {
  const edits: OffsetEdit[] = [];
  let at = 0;
  let joined = false;
  for (const { retain, insert, delete: removed } of delta) {
    if (retain !== undefined) {
      at += retain;
      joined = false;
      continue;
    }
    // What is inserted and removed at one place is one edit: two that touch have no order.
    const edit = (joined && edits.at(-1)) || { start: at, length: 0, text: "" };
    if (!joined) edits.push(edit);
    joined = true;
    if (typeof insert === "string") edit.text += insert;
    edit.length += removed ?? 0;
    at += removed ?? 0;
  }
  return edits;
}

/** The smallest single replacement that makes `after` of `before`. */
export function smallestEdit(before: string, after: string): OffsetEdit | null {
  if (before === after) return null;
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { start, length: before.length - start - end, text: after.slice(start, after.length - end) };
}

function normalizeText(text: Y.Text): void {
  const source = text.toJSON();
  if (!source.includes("\r")) return;
  const write = () => {
    for (let at = source.lastIndexOf("\r"); at >= 0; at = at === 0 ? -1 : source.lastIndexOf("\r", at - 1)) {
      text.delete(at, 1);
      if (source[at + 1] !== "\n") text.insert(at, "\n");
    }
  };
  if (text.doc) text.doc.transact(write, "normalize");
}
